import type { DecoderMemory, HashBegin, HashEnd, HashStripes } from './decoder-memory.ts';

/** How a frame's checksum is made, in stripes of some bytes. */
interface Hash {
  readonly stripe: number;
  readonly begin: HashBegin;
  readonly stripes: HashStripes;
  readonly end: HashEnd;
}

/** The checksum of what a frame gives, taken block by block while it is in the cache. */
export class ContentChecksum {
  readonly #hash: Hash;
  readonly #state: number;
  /** Of the first byte that is not in the state: fewer than a stripe's are left over from block to block. */
  #from = 0;
  #total = 0;

  constructor({ exports }: DecoderMemory, format: 'xxh32' | 'xxh64') {
    this.#state = exports.contentHash.value;
    this.#hash =
      format === 'xxh32'
        ? { stripe: 16, begin: exports.xxh32Begin, stripes: exports.xxh32Stripes, end: exports.xxh32End }
        : { stripe: 32, begin: exports.xxh64Begin, stripes: exports.xxh64Stripes, end: exports.xxh64End };
  }

  begin(address: number): void {
    this.#from = address;
    this.#total = 0;
    this.#hash.begin(this.#state);
  }

  /** The window's bytes went back by this many. */
  shift(bytes: number): void {
    this.#from -= bytes;
  }

  /** @param count of new bytes, the last of which is before `end` */
  add(end: number, count: number): void {
    this.#total += count;
    this.#from = this.#hash.stripes(this.#state, this.#from, end);
  }

  /** @returns 32 bits, unsigned */
  finish(end: number): number {
    const isLong = this.#total >= this.#hash.stripe ? 1 : 0;
    return this.#hash.end(this.#state, this.#from, end, this.#total, isLong) >>> 0;
  }
}
