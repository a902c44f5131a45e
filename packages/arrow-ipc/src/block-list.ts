/** Where a batch stands in a file. All in bytes. */
export interface Block {
  /** Of the message's prefix. */
  readonly position: number;
  /** Prefix and padding included; the body begins after it. */
  readonly metadataLength: number;
  readonly bodyLength: number;
}

const numbersPerBlock = 3;

/** Blocks in their order: numbers in one array, since there may be millions. */
export class BlockList implements Iterable<Block> {
  #numbers = new Float64Array(0);
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Makes room for so many in all. */
  reserve(length: number): void {
    if (length * numbersPerBlock <= this.#numbers.length) return;
    const numbers = new Float64Array(length * numbersPerBlock);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  push({ position, metadataLength, bodyLength }: Block): void {
    const at = this.#length * numbersPerBlock;
    if (at === this.#numbers.length) this.reserve(this.#length * 2 + 1);
    this.#numbers[at] = position;
    this.#numbers[at + 1] = metadataLength;
    this.#numbers[at + 2] = bodyLength;
    this.#length += 1;
  }

  /** @throws RangeError if there is none */
  at(index: number): Block {
    if (!(index >= 0 && index < this.#length)) throw new RangeError(`block ${index} of ${this.#length}`);
    const at = index * numbersPerBlock;
    const number = (field: number): number => this.#numbers[at + field] ?? 0;
    return { position: number(0), metadataLength: number(1), bodyLength: number(2) };
  }

  /** The first ones. */
  head(length: number): BlockList {
    const head = new BlockList();
    head.#length = Math.min(length, this.#length);
    head.#numbers = this.#numbers.slice(0, head.#length * numbersPerBlock);
    return head;
  }

  *[Symbol.iterator](): Generator<Block, void> {
    for (let index = 0; index < this.#length; index += 1) yield this.at(index);
  }
}
