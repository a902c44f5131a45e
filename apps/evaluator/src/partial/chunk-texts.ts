import type { ColumnChunk } from '@offmark/arrow-ipc/rows';

/** Numbers the texts of a chunk from 0 by their first rows, whatever numbers a thread knows them by; null is −1. */
export class ChunkTexts {
  readonly #places = new Map<number, number>();

  /** The numbers that the thread has for the texts so far, in the order of their first rows. */
  get codes(): readonly number[] {
    return [...this.#places.keys()];
  }

  /** The places of the next rows' texts. */
  number({ data, validity }: ColumnChunk, rows: number): Int32Array {
    const codes = new Int32Array(data.buffer, data.byteOffset, rows);
    return codes.map((code, i) =>
      validity !== null && ((validity[i >> 3]! >> (i & 7)) & 1) === 0 ? -1 : this.#placeOf(code),
    );
  }

  /** The next chunk starts afresh. */
  clear(): void {
    this.#places.clear();
  }

  #placeOf(code: number): number {
    const known = this.#places.get(code);
    if (known !== undefined) return known;
    this.#places.set(code, this.#places.size);
    return this.#places.size - 1;
  }
}
