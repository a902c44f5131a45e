import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TableBuilder } from '../src/batch-table.ts';
import { type BatchTable, type BufferRegion, type Codec, planRows, runEnd } from '../src/index.ts';

/** Batches of these sizes, of one column. */
function tableOf(
  batchSizes: readonly number[],
  regionCount?: number,
  codecOf = (batch: number): Codec => (batch === 2 ? 'zstd' : 'none'),
): BatchTable {
  const firstRows = new Float64Array(batchSizes.length + 1);
  for (const [index, size] of batchSizes.entries()) firstRows[index + 1] = (firstRows[index] ?? 0) + size;
  const rowCount = firstRows.at(-1) ?? 0;
  const builder = new TableBuilder(batchSizes.length, 1, 0);
  for (const [index, rows] of batchSizes.entries()) {
    // A batch more has a region more.
    const regions = Array.from({ length: regionCount ?? index + 1 }, (_, region) => regionOf(index, region));
    builder.add({ rows, codec: codecOf(index), columns: [regions] });
  }
  const table = builder.finish({ path: 'table' });
  expect(table).toMatchObject({ batchCount: batchSizes.length, rowCount, columnCount: 1, firstRows });
  return table;
}

function regionOf(batch: number, region: number): BufferRegion {
  return { position: batch * 100 + region, length: region * 8, values: batch };
}

/** Every row as batch and row within it. */
function rowsOf(batchSizes: readonly number[]): string[] {
  return batchSizes.flatMap((size, batch) => Array.from({ length: size }, (_, row) => `${batch}:${row}`));
}

describe('runEnd', () => {
  const compressed = tableOf([10, 0, 10, 10, 100, 5], 1, () => 'lz4');

  it('is where it is wanted if nothing is compressed', () => {
    const plain = tableOf([10, 0, 10, 10], 1, () => 'none');
    expect([1, 9, 25, 30, 99].map((wanted) => runEnd(plain, 0, wanted))).toEqual([1, 9, 25, 30, 30]);
  });

  it('is the last end of a batch that is not beyond the wanted one', () => {
    expect([10, 19, 20, 25, 30, 129].map((wanted) => runEnd(compressed, 0, wanted))).toEqual([
      10, 10, 20, 20, 30, 30,
    ]);
  });

  it('is the end of the batch in which the run begins if that is longer', () => {
    expect(runEnd(compressed, 0, 5)).toBe(10);
    expect(runEnd(compressed, 30, 40)).toBe(130);
    expect(runEnd(compressed, 64, 80)).toBe(130);
    expect(runEnd(compressed, 130, 132)).toBe(135);
  });
});

describe('planRows', () => {
  it('covers exactly the rows asked for, in order, in pieces that are not empty', () => {
    const sizes = fc.array(fc.nat({ max: 9 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (sizes, first, count) => {
        const table = tableOf(sizes);
        const firstRow = first % (table.rowCount + 1);
        const rowCount = count % (table.rowCount - firstRow + 1);
        const pieces = [...planRows(table, firstRow, rowCount)];
        const covered = pieces.flatMap(({ batch, row, rows }) =>
          Array.from({ length: rows }, (_, index) => `${batch}:${row + index}`),
        );
        expect(covered).toEqual(rowsOf(sizes).slice(firstRow, firstRow + rowCount));
        expect(pieces.every(({ rows }) => rows > 0)).toBe(true);
        expect(structuredClone(pieces)).toEqual(pieces);
      }),
    );
  });

  it('gives each piece the codec and the regions of its own batch', () => {
    expect([...planRows(tableOf([2, 0, 3]), 1, 3)]).toEqual([
      { batch: 0, row: 1, rows: 1, codec: 'none', columns: [[regionOf(0, 0)]] },
      {
        batch: 2,
        row: 0,
        rows: 2,
        codec: 'zstd',
        columns: [[regionOf(2, 0), regionOf(2, 1), regionOf(2, 2)]],
      },
    ]);
  });

  it('refuses rows that there are not', () => {
    expect(() => planRows(tableOf([2, 3]), 4, 2)).toThrow('rows 4 to 6 of 5');
  });

  it('plans 100,000 batches chunk by chunk without going through them all each time', () => {
    const table = tableOf(
      Array.from({ length: 100_000 }, () => 100),
      1,
    );
    const start = performance.now();
    for (let row = 0; row < table.rowCount; row += 100) for (const _ of planRows(table, row, 100));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
