/** A backend has no room for what is asked of it, in one line: code, expected, got, next step. */
export class MemoryError extends RangeError {
  override readonly name: string = 'MemoryError';
  readonly code = 'E_MEMORY';
  readonly expected: string;
  readonly got: string;
  readonly next: string;

  constructor(asked: number, free: number) {
    const expected = `at most ${free} bytes, which the simd backend has free`;
    const next = 'Use the plain backend for so many classes, or a backend with more memory.';
    super(`E_MEMORY expected ${expected}, got a request for ${asked}. ${next}`);
    this.expected = expected;
    this.got = `a request for ${asked}`;
    this.next = next;
  }
}
