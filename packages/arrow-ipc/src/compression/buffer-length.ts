import { FrameError } from './frame-error.ts';

/** The prefix that says: stored as it is. */
const rawLength = -1;

/**
 * A buffer may be longer than its values need, as builders leave it, or because it is that of a table of which the
 * batch is a slice (bits of 134 million rows); more than that is a lie.
 */
function mostLength(size: number): number {
  return 2 * size + 2 ** 24;
}

/** How long a compressed buffer is, by what its values need and by what its prefix says. All in bytes. */
export class BufferLength {
  /** What the prefix says. */
  readonly #told: number;
  /** Stored bytes after the prefix. */
  readonly #stored: number;
  /** What the values need; Infinity where only the buffer says it. */
  readonly #size: number;

  /** @throws FrameError if this cannot be, before any memory is taken */
  constructor(told: number, stored: number, size: number) {
    this.#told = told;
    this.#stored = stored;
    this.#size = size;
    if (this.isRaw && this.#isSizeKnown) this.checkRaw(size);
    if (this.isRaw || this.#tellsStoredLength || this.#isPossible) return;
    const expected = this.#isSizeKnown ? `a buffer of ${size} bytes` : 'a buffer of 0 bytes or more';
    throw new FrameError(expected, `one of ${told} as its prefix says`);
  }

  get isRaw(): boolean {
    return this.#told === rawLength;
  }

  /** What the frames may give. */
  get most(): number {
    return this.#tellsStoredLength ? mostLength(this.#size) : this.#told;
  }

  /** After which no value follows. */
  get needed(): number {
    return this.#isSizeKnown || this.#tellsStoredLength ? this.#size : this.#told;
  }

  /** @throws FrameError if there are fewer stored bytes than up to this one */
  checkRaw(end: number): void {
    if (end <= this.#stored) return;
    throw new FrameError(`${end} bytes in the buffer`, `${this.#stored} stored as they are`);
  }

  /** @throws FrameError if the frames do not give this many bytes */
  checkTotal(total: number): void {
    if (total !== this.#told && !this.#tellsStoredLength) throw this.error(`${total}`);
  }

  /** @param wanted bytes, where nothing says how many there are */
  error(got: string, wanted = 0): FrameError {
    const size = this.#isSizeKnown ? this.#size : wanted;
    const told = this.#tellsStoredLength ? size : Math.max(this.#told, size);
    return new FrameError(`${told} bytes in the buffer`, got);
  }

  get #isSizeKnown(): boolean {
    return this.#size !== Infinity;
  }

  get #isPossible(): boolean {
    if (!this.#isSizeKnown) return this.#told >= 0;
    return this.#told >= this.#size && this.#told <= mostLength(this.#size);
  }

  /** Some writers say how long the frames are, not what they give (apache-arrow's JavaScript one up to 21.2). */
  get #tellsStoredLength(): boolean {
    return this.#told === this.#stored;
  }
}
