import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mse } from '@offmark/losses';
import type { EvaluateOptions } from 'offmark';
import { evaluatePart, mergeStates, partialStateText } from 'offmark';
import { offmark } from './support/command.ts';
import { nullableInts, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate } from './support/valid-report.ts';

const folder = testFolder();
const rows = 100_000;
const random = randomNumbers(31);
const target = Float64Array.from({ length: rows }, () => random() * 10);
const group = Array.from({ length: rows }, (_, row) => row % 4);
const weight = Float64Array.from({ length: rows }, () => (random() < 0.3 ? 0 : 1 + random()));
/** Not a number in rows of group 1 alone, infinite in one of group 2, and NaN beside a weight of 0 in group 3. */
const bad = [5, 70_001, 99_997];
const infinite = 33_334;
const absent = weight.findIndex((w, row) => w === 0 && row % 4 === 3);
const prediction = target.map((y) => y + random());
for (const row of bad) prediction[row] = NaN;
for (const row of bad) weight[row] = 1;
weight[infinite] = 1;
prediction[infinite] = Infinity;
prediction[absent] = NaN;
const ofGroup0 = (values: Float64Array): Float64Array => values.filter((_, row) => row % 4 === 0);
const columns = {
  target: numbers(target),
  prediction: numbers(prediction),
  weight: numbers(weight),
  group: nullableInts(group),
};
const file = writeDump(path.join(folder, 'nans.arrow'), columns, rows, { batchRows: 7000 });
const job = {
  inputs: [file],
  losses: 'mse,mae,rmse,r2',
  columns: { weight: 'weight' },
  policies: { nans: 'propagate' },
} as const satisfies EvaluateOptions;

describe('--nans propagate', () => {
  it('makes every value null with the state nan, and counts the rows as they are', async () => {
    const results = new Set<string>();
    for (const workers of [1, 2, 7]) {
      const backend = workers === 2 ? 'plain' : 'simd';
      const { result } = await evaluate({ ...job, workers, backend });
      results.add(JSON.stringify(result));
      const zeroWeight = weight.filter((w) => w === 0).length;
      for (const loss of result.losses) {
        expect(loss).toMatchObject({ value: null, state: 'nan', nonFinite: { nan: 4 } });
        expect(loss.rows).toMatchObject({ zeroWeight, nan: 3, infinite: 1, used: rows - zeroWeight - 4 });
      }
    }
    expect(results.size).toBe(1);
  });

  it('has a value in slices without them, and an interval', async () => {
    const { result } = await evaluate({ ...job, losses: 'mse', by: [['group']], confidence: 0.9 });
    expect(result.losses[0]).toMatchObject({ value: null, state: 'nan', interval: { low: null } });
    const states = result.slices?.[0]?.slices.map(({ losses: [loss] }) => [loss?.state, loss?.rows.nan]);
    expect(states).toEqual([
      ['ok', 0],
      ['nan', 3],
      ['nan', 0],
      ['ok', 0],
    ]);
    const first = result.slices?.[0]?.slices[0]?.losses[0];
    const mean = mse.mean(ofGroup0(target), ofGroup0(prediction), { weights: ofGroup0(weight) });
    expect(Math.abs((first?.value ?? NaN) / mean - 1)).toBeLessThan(1e-15);
    expect(first?.interval?.low).toBeLessThan(mean);
  });

  it('is as without the policy where every row is a number', async () => {
    const plain = { ...job, where: 'group == 0', by: [['group']], losses: 'mse,mae' };
    const { result } = await evaluate(plain);
    const { result: strict } = await evaluate({ ...plain, policies: {} });
    expect(result).toEqual(strict);
    expect(result.losses[0]?.state).toBe('ok');
  });

  it('goes through partial states and exact sums', async () => {
    const texts = await Promise.all(
      [1, 2].map(async (index) => {
        const state = await evaluatePart({ ...job, losses: 'mse', sum: 'exact', shard: { index, count: 2 } });
        return partialStateText(state);
      }),
    );
    const { result } = await mergeStates(texts);
    const whole = await evaluate({ ...job, losses: 'mse', sum: 'exact' });
    expect(result).toEqual(whole.result);
    expect(result.losses[0]?.state).toBe('nan');
  });

  it('is said by the command, without an error', async () => {
    const { stdout, stderr, code } = await offmark(
      ['eval', 'nans.arrow', '--loss', 'mse', '--nans', 'propagate'],
      { cwd: folder },
    );
    expect({ stdout, stderr, code }).toMatchSnapshot('the report');
    const gate = await offmark(
      ['eval', 'nans.arrow', '--loss', 'mse', '--nans', 'propagate', '--gate', 'mse < 1'],
      { cwd: folder },
    );
    expect([gate.code, gate.stderr]).toMatchSnapshot('a gate');
    const nulls = await offmark(['eval', 'nans.arrow', '--loss', 'mse', '--nulls', 'propagate'], {
      cwd: folder,
    });
    expect([nulls.code, nulls.stderr]).toMatchSnapshot('nulls');
  });

  it('is no policy of nulls', async () => {
    const policies = { nulls: 'propagate' } as unknown as EvaluateOptions['policies'];
    await expect(evaluate({ ...job, ...(policies === undefined ? {} : { policies }) })).rejects.toThrow(
      "E_ARGUMENT policies: expected 'error' or 'skip' for nulls, and these or 'propagate' for nans",
    );
  });
}, 60_000);
