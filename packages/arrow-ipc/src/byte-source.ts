import { ArrowError, type Place } from './errors.ts';
import { systemText, truncated } from './reader.ts';

/** What is allocated at first for bytes that were only promised, so that a lying length costs no more than this. */
const firstAllocation = 16 * 2 ** 20;

/** Takes exact numbers of bytes from a source that gives them as it likes. */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #place: Place;
  #current: Uint8Array = new Uint8Array(0);
  /** Bytes taken so far. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>, place: Place) {
    this.#iterator = source[Symbol.asyncIterator]();
    this.#place = place;
  }

  /** @returns up to this many bytes without taking them; fewer only at the end */
  async peek(length: number): Promise<Uint8Array> {
    if (this.#current.length < length) await this.#gather(length);
    return this.#current.subarray(0, length);
  }

  async isAtEnd(): Promise<boolean> {
    const next = await this.peek(1);
    return next.length === 0;
  }

  /**
   * @returns a copy that belongs to the caller
   * @throws  E_TRUNCATED, E_INPUT_READ, E_MEMORY
   */
  async take(length: number): Promise<Uint8Array> {
    const start = this.position;
    let bytes = this.#allocate(Math.min(length, firstAllocation));
    let done = 0;
    while (done < length) {
      if (done === bytes.length) bytes = this.#grown(bytes, length);
      const part = await this.#some(bytes.length - done);
      if (part === null) throw truncated(this.#place, length, start, done);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  /** @throws E_TRUNCATED, E_INPUT_READ */
  async skip(length: number): Promise<void> {
    const start = this.position;
    let left = length;
    while (left > 0) {
      const part = await this.#some(left);
      if (part === null) throw truncated(this.#place, length, start, length - left);
      left -= part.length;
    }
  }

  /**
   * Reads on to the source's end.
   * @returns how many bytes there were
   * @throws  E_INPUT_READ
   */
  async drain(): Promise<number> {
    const start = this.position;
    while ((await this.#some(Infinity)) !== null);
    return this.position - start;
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #gather(length: number): Promise<void> {
    const parts = [this.#current];
    let total = this.#current.length;
    while (total < length) {
      const part = await this.#pull();
      if (part === null) break;
      parts.push(part);
      total += part.length;
    }
    this.#current = joined(parts, total);
  }

  async #some(most: number): Promise<Uint8Array | null> {
    if (await this.isAtEnd()) return null;
    const part = this.#current.subarray(0, most);
    this.#current = this.#current.subarray(part.length);
    this.position += part.length;
    return part;
  }

  async #pull(): Promise<Uint8Array | null> {
    try {
      const { done, value } = await this.#iterator.next();
      return done === true ? null : value;
    } catch (cause) {
      const expected = `bytes after byte ${this.position + this.#current.length}`;
      throw new ArrowError('E_INPUT_READ', this.#place, { expected, got: systemText(cause), cause });
    }
  }

  #grown(bytes: Uint8Array, length: number): Uint8Array {
    const grown = this.#allocate(Math.min(length, bytes.length * 2));
    grown.set(bytes);
    return grown;
  }

  #allocate(length: number): Uint8Array {
    try {
      return new Uint8Array(length);
    } catch (cause) {
      const got = cause instanceof Error ? cause.message : String(cause);
      throw new ArrowError('E_MEMORY', this.#place, { expected: `memory for ${length} bytes`, got, cause });
    }
  }
}

function joined(parts: readonly Uint8Array[], total: number): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return only;
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const part of filled) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
