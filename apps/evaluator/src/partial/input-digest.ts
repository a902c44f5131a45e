import type { ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';
import { ChunkTexts } from './chunk-texts.ts';

/** What a hasher of hash-wasm does. */
interface Hasher {
  init(): Hasher;
  update(data: Uint8Array | string): Hasher;
  digest(outputType: 'hex'): string;
}

const hashers: Hasher[] = [];

/** Readies as many hashers as there are columns, and one; to be waited for before a digester is made. */
export async function loadHashers(columns: number): Promise<void> {
  if (hashers.length > columns) return;
  // Loaded for jobs that ask for digests alone.
  const { createXXHash128 } = await import('hash-wasm');
  while (hashers.length <= columns) hashers.push(await createXXHash128());
}

const DIGEST_BITS = 128n;

/** The digest of no rows. */
export const EMPTY_DIGEST = '00000000000000000000000000000000';

/** The digest of the chunks of both: a sum modulo 2¹²⁸, so that neither order nor grouping matters. */
export function addDigests(a: string, b: string): string {
  const sum = BigInt.asUintN(Number(DIGEST_BITS), BigInt(`0x${a}`) + BigInt(`0x${b}`));
  return sum.toString(16).padStart(EMPTY_DIGEST.length, '0');
}

/** Whether a text is a digest. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/**
 * The digest of a chunk's columns: of their values' bytes and of which rows are null, however the rows come in pieces. It
 * tells changed data from unchanged, not forged from honest: XXH3 in 128 bits is no cryptographic hash.
 */
export class ChunkDigester {
  readonly #columns: readonly ColumnDigester[];
  readonly #chunk: Hasher;

  constructor(layouts: readonly Pick<ColumnLayout, 'isText'>[]) {
    const [chunk, ...others] = hashers;
    if (chunk === undefined) throw new RangeError('loadHashers comes first');
    this.#chunk = chunk;
    this.#columns = layouts.map(({ isText }, i) => {
      const hasher = others[i];
      if (hasher === undefined) throw new RangeError('loadHashers comes first');
      return new ColumnDigester(hasher, isText ? new ChunkTexts() : null);
    });
  }

  /** Adds the next rows of the chunk. */
  add(columns: readonly ColumnChunk[], rows: number): void {
    for (const [i, column] of columns.entries()) this.#columns[i]?.add(column, rows);
  }

  /**
   * The digest of the chunk's rows; the next chunk starts afresh.
   * @param index    of the chunk in its input, so that chunks that change places are told apart
   * @param textsOf  the texts behind the numbers of a column's rows
   */
  take(index: number, textsOf: (column: number, codes: readonly number[]) => readonly string[]): string {
    this.#chunk.init().update(String(index));
    for (const [i, column] of this.#columns.entries()) {
      this.#chunk.update(`/${column.take((codes) => textsOf(i, codes))}`);
    }
    return this.#chunk.digest('hex');
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Bits of rows as a byte each: pieces may start and end within a byte. */
function bytesOfBits(bits: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1);
}

/**
 * The digest of one column: its values' bytes go through the hasher, runs of null rows are listed beside. Of texts the
 * hasher sees their numbers by their first rows, then the texts themselves.
 */
class ColumnDigester {
  readonly #hasher: Hasher;
  readonly #texts: ChunkTexts | null;
  #type = '';
  #rows = 0;
  /** Where validity changes, counted from the chunk's first row, which is taken for valid. */
  #turns: number[] = [];

  constructor(hasher: Hasher, texts: ChunkTexts | null) {
    this.#hasher = hasher.init();
    this.#texts = texts;
  }

  add(column: ColumnChunk, rows: number): void {
    const { type, classes, data, validity } = column;
    this.#type = classes === null ? type : `${type}[${classes}]`;
    if (this.#texts !== null) this.#hasher.update(bytesOf(this.#texts.number(column, rows)));
    else this.#hasher.update(type === 'bool' ? bytesOfBits(data, rows * (classes ?? 1)) : data);
    this.#addValidity(validity, rows);
    this.#rows += rows;
  }

  #addValidity(validity: Uint8Array | null, rows: number): void {
    let isValid = this.#turns.length % 2 === 0;
    for (let i = 0; i < rows; i++) {
      const next = validity === null || (((validity[i >> 3] ?? 0) >> (i & 7)) & 1) === 1;
      if (next !== isValid) this.#turns.push(this.#rows + i);
      isValid = next;
      // Without nulls nothing turns but at the first row.
      if (validity === null) return;
    }
  }

  take(textsOf: (codes: readonly number[]) => readonly string[]): string {
    if (this.#texts !== null) {
      this.#hasher.update(JSON.stringify(textsOf(this.#texts.codes)));
      this.#texts.clear();
    }
    const digest = `${this.#type} ${this.#rows} ${this.#turns.join()} ${this.#hasher.digest('hex')}`;
    this.#hasher.init();
    this.#rows = 0;
    this.#turns = [];
    return digest;
  }
}
