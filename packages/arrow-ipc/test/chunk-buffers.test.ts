import { Bool, Field, FixedSizeList, Float16, Float32, Float64, Int64, Uint8, Utf8 } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BufferRegion,
  bytesReader,
  ChunkBuffers,
  type ColumnLayout,
  type NumberType,
  openDump,
  openFileReader,
  planRows,
  readBatches,
  resolveColumn,
} from '../src/index.ts';
import { type Cell, cellsOf } from './support/chunk-values.ts';
import { openPipe, readDump, readStream } from './support/read-all.ts';
import { arrowBytes, temporaryFolder, type WrittenColumn } from './support/write-arrow.ts';

const folder = temporaryFolder();
const names = ['flag', 'half', 'single', 'double', 'big', 'scores', 'label'];

interface Row {
  readonly flag: boolean | null;
  readonly half: number | null;
  readonly single: number | null;
  readonly double: number;
  readonly big: bigint | null;
  readonly scores: readonly (number | null)[] | null;
  readonly label: number;
}

const small = fc.integer({ min: -100, max: 100 });
const row: fc.Arbitrary<Row> = fc.record({
  flag: fc.option(fc.boolean()),
  half: fc.option(small),
  single: fc.option(small),
  double: small,
  big: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  scores: fc.option(fc.array(fc.option(small, { freq: 8 }), { minLength: 3, maxLength: 3 })),
  label: fc.nat({ max: 255 }),
});

function columnsOf(rows: readonly Row[]): WrittenColumn[] {
  const list = new FixedSizeList(3, new Field('item', new Float32(), true));
  return [
    { name: 'text', type: new Utf8(), cells: rows.map(({ double }) => `row ${double}`) },
    { name: 'flag', type: new Bool(), cells: rows.map(({ flag }) => flag) },
    { name: 'half', type: new Float16(), cells: rows.map(({ half }) => half) },
    { name: 'single', type: new Float32(), cells: rows.map(({ single }) => single) },
    { name: 'double', type: new Float64(), cells: rows.map(({ double }) => double) },
    { name: 'big', type: new Int64(), cells: rows.map(({ big }) => big) },
    { name: 'scores', type: list, cells: rows.map(({ scores }) => scores) },
    { name: 'label', type: new Uint8(), cells: rows.map(({ label }) => label) },
  ];
}

/** What must be read: a list with a null element is null. */
function expectedCells(rows: readonly Row[]): Cell[][] {
  const scores = rows.map(({ scores }) => {
    const values = scores?.filter((value) => value !== null) ?? [];
    return values.length === 3 ? values : null;
  });
  return [
    rows.map(({ flag }) => flag),
    rows.map(({ half }) => half),
    rows.map(({ single }) => single),
    rows.map(({ double }) => double),
    rows.map(({ big }) => big),
    scores,
    rows.map(({ label }) => label),
  ];
}

const batches = fc.array(fc.array(row, { maxLength: 40 }), { minLength: 1, maxLength: 5 });

describe('ChunkBuffers', () => {
  it.each(['file', 'stream'] as const)(
    'give back what was written to a %s, whatever the batches and chunks',
    (format) => {
      fc.assert(
        fc.property(batches, fc.integer({ min: 1, max: 50 }), (batches, chunkRows) => {
          const rows = batches.flat();
          const bytes = arrowBytes(
            format,
            columnsOf(rows),
            batches.map((batch) => batch.length),
          );
          const dump = openDump(folder.write(`written.${format}`, bytes));
          const columns = names.map((name) => resolveColumn(dump.schema, name, dump.path));
          expect(readDump(dump, columns, chunkRows)).toEqual(expectedCells(rows));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('give back what came through a pipe, whatever its pieces', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 500 }), async (batches, pieceLength) => {
        const rows = batches.flat();
        const bytes = arrowBytes(
          'stream',
          columnsOf(rows),
          batches.map((batch) => batch.length),
        );
        const stream = await openPipe(bytes, 'pipe', pieceLength);
        const columns = names.map((name) => resolveColumn(stream.schema, name, 'pipe'));
        expect(await readStream(stream, columns)).toEqual(expectedCells(rows));
      }),
      { numRuns: 40 },
    );
  });

  it('are reused: nothing of an earlier chunk remains', () => {
    const cells = [1, null, 3, 4, 5, 6, 7, 8, 9, 10];
    const flags = [true, true, true, true, true, false, null, true, true, false];
    const bytes = arrowBytes(
      'file',
      [
        { name: 'a', type: new Float32(), cells },
        { name: 'b', type: new Bool(), cells: flags },
      ],
      [7, 3],
    );
    const dump = openDump(folder.write('reused.arrow', bytes));
    const columns = ['a', 'b'].map((name) => resolveColumn(dump.schema, name, dump.path));
    const table = readBatches(dump, columns);
    const buffers = new ChunkBuffers(columns, 9);
    const reader = openFileReader(dump.path);
    buffers.load(planRows(table, 0, 9), reader);
    expect(buffers.columns.map(({ validity }) => validity === null)).toEqual([false, false]);
    buffers.load(planRows(table, 7, 3), reader);
    reader.close();
    const [a, b] = buffers.columns;
    expect(a).toEqual({ type: 'float32', classes: null, data: float32Bytes(8, 9, 10), validity: null });
    expect(b).toEqual({ type: 'bool', classes: null, data: Uint8Array.of(0b011), validity: null });
    expect([a?.data.byteOffset, b?.data.byteOffset]).toEqual([0, 0]);
  });

  it('live in the memory that they are given', () => {
    const memory = new ArrayBuffer(128);
    let used = 0;
    const buffers = new ChunkBuffers([list(3), numbers('bool')], 5, (byteLength) => {
      used += byteLength;
      return new Uint8Array(memory, used - byteLength, byteLength);
    });
    expect(used).toBe(64 + 8 + 8 + 8);
    const scores = [region(-1, 1), region(12, 3), region(0, 3)];
    const flags = [region(14, 1), region(13, 1)];
    const body = Uint8Array.of(...float32Bytes(7, 8, 9), 0b111, 0b1, 0b0);
    buffers.append({ batch: 0, row: 0, rows: 1, codec: 'none', columns: [scores, flags] }, bytesReader(body));
    expect(buffers.columns.flatMap((chunk) => cellsOf(chunk, 1))).toEqual([[7, 8, 9], null]);
    expect([...new Float32Array(memory, 0, 3)]).toEqual([7, 8, 9]);
  });

  it('refuse more rows than they hold', () => {
    const buffers = new ChunkBuffers([], 5);
    const piece = { batch: 0, row: 0, rows: 3, codec: 'none', columns: [] } as const;
    buffers.append(piece, bytesReader(new Uint8Array(0)));
    expect(() => buffers.append(piece, bytesReader(new Uint8Array(0)))).toThrow('3 + 3 rows of 5');
  });

  it('refuse lists that no memory holds by a named error', () => {
    const columns = [list(2 ** 31 - 1)];
    expect(() => new ChunkBuffers(columns, 65_536)).toThrow(
      'E_MEMORY input, column "a": expected memory for 65536 rows of 2147483647 float32, got Invalid typed array length',
    );
  });
});

function float32Bytes(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

const place = { node: 0, buffer: 0, variadicsBefore: 0, slot: 0 };

function numbers(type: NumberType): ColumnLayout {
  const storage = { kind: 'number', type, ...place } as const;
  return { name: 'a', type, classes: null, nullable: true, isText: false, labels: null, storage };
}

function list(size: number): ColumnLayout {
  const type = 'float32';
  const elements = { kind: 'number', type, ...place, slot: 1 } as const;
  const storage = { kind: 'fixed list', size, elements, ...place } as const;
  return { name: 'a', type, classes: size, nullable: true, isText: false, labels: null, storage };
}

/** Where a buffer is; −1 for none. */
function region(position: number, values: number): BufferRegion {
  return { position, length: 0, values };
}
