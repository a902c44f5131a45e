import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mae, mse } from '@offmark/losses';
import { evaluate } from 'offmark';
import type { EvaluateOptions, Report } from 'offmark';
import * as rows from '../../../packages/arrow-ipc/test/data/writers/rows.mjs';

/** Files of other writers, as the reader's tests have them. */
const folder = fileURLToPath(new URL('../../../packages/arrow-ipc/test/data/writers/', import.meta.url));
const files = readdirSync(folder).filter((name) => /\.arrows?$/u.test(name));
const rowCountOf = (name: string): number => (name.includes('uncompressed') ? 500 : rows.rowCount);

function column<T>(name: string, valueAt: (row: number) => T): T[] {
  return Array.from({ length: rowCountOf(name) }, (_, row) => valueAt(row));
}

/** The results of a file, of a pipe of it, and with two threads, which must be one and the same. */
async function resultOf(name: string, options: Omit<EvaluateOptions, 'inputs'>): Promise<Report['result']> {
  const file = path.join(folder, name);
  const stdin = createReadStream(file);
  // The JavaScript writer of the file format puts its schema at the end alone.
  const isPipe = !/^apache-arrow-.*\.arrow$/u.test(name);
  const reports = [
    await evaluate({ ...options, inputs: [file], workers: 1 }),
    await evaluate({ ...options, inputs: [file], workers: 2 }),
    await evaluate(
      isPipe ? { ...options, inputs: ['-'], stdin, workers: 1 } : { ...options, inputs: [file] },
    ),
  ];
  const [{ result } = { result: undefined }] = reports;
  for (const report of reports) expect(report.result).toEqual(result);
  if (result === undefined) throw new Error('no report');
  return result;
}

describe('dumps of other writers, compressed and not', () => {
  it('are there', () => {
    expect(files).toHaveLength(14);
  });

  it.each(files)('%s: weighted losses', async (name) => {
    const result = await resultOf(name, {
      losses: 'mse,mae',
      columns: { target: 'target', prediction: 'prediction', weight: 'weight' },
    });
    const [target, prediction] = [column(name, rows.target), column(name, rows.prediction)];
    const weights = column(name, rows.weight);
    expect(result.losses.map(({ value }) => value)).toEqual([
      mse.mean(target, prediction, { weights }),
      mae.mean(target, prediction, { weights }),
    ]);
  });

  it.each(files)('%s: nulls', async (name) => {
    const result = await resultOf(name, {
      losses: 'mse',
      columns: { target: 'holed', prediction: 'prediction' },
      policies: { nulls: 'skip' },
    });
    const pairs = column(name, (row) => [rows.holed(row), rows.prediction(row)] as const);
    const used = pairs.flatMap(([target, prediction]) =>
      target === null ? [] : [[target, prediction] as const],
    );
    const accumulator = mse.accumulator().add(
      used.map(([target]) => target),
      used.map(([, prediction]) => prediction),
    );
    expect(result.losses[0]?.value).toBe(accumulator.value);
    expect(result.losses[0]?.rows).toMatchObject({ used: used.length, null: pairs.length - used.length });
  });

  it.each(files)('%s: booleans', async (name) => {
    const result = await resultOf(name, {
      losses: 'mae',
      columns: { target: 'flag', prediction: 'prediction' },
    });
    const target = column(name, (row) => Number(rows.flag(row)));
    expect(result.losses[0]?.value).toBe(mae.mean(target, column(name, rows.prediction)));
  });
});
