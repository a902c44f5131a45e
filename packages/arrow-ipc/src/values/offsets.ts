import { regionAt, type BatchColumn, ValueError } from './value-reader.ts';
import { IntegerReader } from './read-buffers.ts';

/** Reads the offsets of lists or texts, and checks them. */
export class OffsetReader {
  readonly #integers: IntegerReader;
  readonly #slot: number;

  constructor(type: 'int32' | 'int64', slot: number) {
    this.#integers = new IntegerReader(type);
    this.#slot = slot;
  }

  /**
   * @param values how many there are to point into
   * @returns      `count` + 1 offsets, valid until the next call
   * @throws       ValueError E_OFFSETS if they go back, or beyond the values
   */
  read(column: BatchColumn, first: number, count: number, values: number): Float64Array {
    if (count === 0 || regionAt(column.regions, this.#slot).values === 0) return new Float64Array(1);
    const offsets = this.#integers.read(column, this.#slot, first, count + 1);
    let before = 0;
    for (let index = 0; index <= count; index += 1) {
      const offset = offsets[index] ?? 0;
      if (!(offset >= before && offset <= values)) {
        const expected = `an offset from ${before} to ${values}`;
        const value = first + Math.max(0, index - 1);
        throw new ValueError('E_OFFSETS', value, { expected, got: String(offset) });
      }
      before = offset;
    }
    return offsets;
  }
}
