import { describe, expect, it } from 'vitest';
import { openDump, readBatches, resolveColumn } from '../src/index.ts';
import type { Cell } from './support/chunk-values.ts';
import { concatenated } from './support/bytes.ts';
import { type Int32Batch, int32BatchMessage, schemaMessage } from './support/hand-made.ts';
import { readDump } from './support/read-all.ts';
import { temporaryFolder } from './support/write-arrow.ts';

const folder = temporaryFolder();
const plain: Int32Batch = { rows: 3, nulls: 1, validityLength: 8, dataLength: 12 };
const data = new Uint8Array(Int32Array.of(5, 6, 7).buffer);
const secondIsNull = Uint8Array.of(0b101, 0, 0, 0, 0, 0, 0, 0);

function cellsOf(batch: Int32Batch, ...body: readonly Uint8Array[]): Cell[] | undefined {
  const bytes = concatenated(schemaMessage({ levels: 1, width: 1 }), int32BatchMessage(batch), ...body);
  const dump = openDump(folder.write('made.arrows', bytes));
  return readDump(dump, [resolveColumn(dump.schema, 'a', 'made.arrows')], 100)[0];
}

/** The length in front of a compressed buffer. */
function prefix(length: bigint): Uint8Array {
  return new Uint8Array(BigInt64Array.of(length).buffer);
}

describe('nulls of a batch', () => {
  it('are those of the bitmap', () => {
    expect(cellsOf(plain, secondIsNull, data)).toEqual([5, null, 7]);
  });

  it('are those of the bitmap also if nobody counted them', () => {
    expect(cellsOf({ ...plain, nulls: -1 }, secondIsNull, data)).toEqual([5, null, 7]);
  });

  it('are none if their count is 0, bitmap or not', () => {
    expect(cellsOf({ ...plain, nulls: 0 }, secondIsNull, data)).toEqual([5, 6, 7]);
    expect(cellsOf({ ...plain, nulls: 0, validityLength: 0 }, data)).toEqual([5, 6, 7]);
  });

  it('are none if nobody counted them and there is no bitmap', () => {
    expect(cellsOf({ ...plain, nulls: -1, validityLength: 0 }, data)).toEqual([5, 6, 7]);
  });

  it('need a bitmap if there are any', () => {
    expect(() => cellsOf({ ...plain, validityLength: 0 }, data)).toThrow(
      'made.arrows, batch 0, column "a": expected a validity buffer of 1 bytes for 3 values, got 0.',
    );
  });

  it('are not more than the rows', () => {
    expect(() => cellsOf({ ...plain, nulls: 4 }, secondIsNull, data)).toThrow(
      'made.arrows, batch 0, column "a": expected 0 to 3 nulls, got 4.',
    );
  });
});

describe('a batch', () => {
  it('of Arrow 0.17 names its codec in its own metadata', () => {
    const key = 'ARROW:experimental_compression';
    const raw = concatenated(prefix(-1n), secondIsNull);
    // A frame of one block that is stored as it is.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 12, (12 << 3) | 1, 0, 0);
    const framed = concatenated(prefix(12n), frame, data);
    const compressed = { ...plain, validityLength: raw.length, dataLength: framed.length };
    expect(cellsOf({ ...compressed, metadata: { key, value: 'zstd' } }, raw, framed)).toEqual([5, null, 7]);
    expect(() => cellsOf({ ...compressed, metadata: { key, value: 'lz4' } }, raw, framed)).toThrow(
      'made.arrows, batch 0, column "a": expected an LZ4 frame (0x184d2204), got 0xfd2fb528.',
    );
    expect(() => cellsOf({ ...plain, metadata: { key, value: 'brotli' } }, secondIsNull, data)).toThrow(
      'made.arrows, batch 0: expected buffers that are uncompressed, LZ4 or ZSTD, got BROTLI. ' +
        'Write the file with one of these.',
    );
  });

  it('may have other metadata', () => {
    const metadata = { key: 'author', value: 'a' };
    expect(cellsOf({ ...plain, metadata }, secondIsNull, data)).toEqual([5, null, 7]);
  });

  it('without rows may lack its buffers', () => {
    expect(cellsOf({ rows: 0, nulls: 0, validityLength: 0, dataLength: 0 })).toEqual([]);
  });

  it('is counted even if no column of it is needed', () => {
    const messages = [schemaMessage({ levels: 1, width: 1 }), int32BatchMessage(plain), secondIsNull, data];
    const dump = openDump(folder.write('made.arrows', concatenated(...messages)));
    expect(readBatches(dump, [])).toMatchObject({ batchCount: 1, rowCount: 3, columnCount: 0 });
  });
});
