/** Fills as much of the target as there are bytes. @returns how many there were */
type ReadSome = (target: Uint8Array, position: number) => number;

/** Reads longer than this cost more in copying than another call to the system does. */
const longestSmallRead = 32 * 1024;
/** Bytes between two reads that cost less to read along than another call does. */
const nearby = 4 * 1024;
const smallestWindow = 16 * 1024;
const largestWindow = 256 * 1024;

/**
 * Small reads close behind one another, as those of small batches are, from a window of bytes that were read together.
 * The next one is twice as long if most of the last was of use, and shorter if it was not: little is read in vain.
 */
export class ReadAhead {
  readonly #readSome: ReadSome;
  #window = new Uint8Array(0);
  #start = 0;
  /** Of the bytes in the window. */
  #length = 0;
  /** Bytes of it that were asked for. */
  #used = 0;
  /** Of the read before. */
  #lastEnd = -Infinity;

  constructor(readSome: ReadSome) {
    this.#readSome = readSome;
  }

  /** @returns how many bytes of the target there were */
  read(target: Uint8Array, position: number): number {
    const gap = position - this.#lastEnd;
    this.#lastEnd = position + target.length;
    if (target.length > longestSmallRead) return this.#readSome(target, position);
    if (!this.#holds(position, target.length)) {
      if (gap < 0 || gap > nearby) return this.#readSome(target, position);
      this.#fill(position, target.length);
      if (!this.#holds(position, target.length)) return this.#readSome(target, position);
    }
    this.#used += target.length;
    const offset = position - this.#start;
    target.set(this.#window.subarray(offset, offset + target.length));
    return target.length;
  }

  #holds(position: number, length: number): boolean {
    return position >= this.#start && position + length <= this.#start + this.#length;
  }

  #fill(position: number, needed: number): void {
    const wanted = this.#used * 2 > this.#length ? this.#length * 2 : this.#used * 2;
    const size = Math.max(needed, smallestWindow, Math.min(wanted, largestWindow));
    if (size > this.#window.length) this.#window = new Uint8Array(size);
    this.#start = position;
    this.#length = this.#readSome(this.#window.subarray(0, size), position);
    this.#used = 0;
  }
}
