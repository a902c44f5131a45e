import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mse } from '@offmark/losses';
import type { EvaluateOptions, LossComparison, LossReport, Result } from 'offmark';
import { offmark as run } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { matrix, nullable, numbers, texts, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate } from './support/valid-report.ts';
import { resultsEveryWay } from './support/every-way.ts';

const folder = testFolder();
const at = (name: string): string => path.join(folder, name);

const offmark = (args: readonly string[]): Promise<Outcome> => run(args, { cwd: folder });

interface Case {
  readonly loss: string;
  readonly weighted: boolean;
  readonly clustered: boolean;
  readonly expected: Readonly<
    Record<string, Readonly<Record<'difference' | 'standardError' | 'low' | 'high', number>>>
  >;
}

const oracle: {
  readonly confidence: number;
  readonly columns: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync(new URL('data/paired.json', import.meta.url), 'utf8'));
const { columns: given, confidence } = oracle;
const column = (name: string): Float64Array => Float64Array.from(given[name] ?? []);
const ints = (name: string): Int32Array => Int32Array.from(given[name] ?? []);
const [target, a, b] = [column('target'), column('a'), column('b')];
const small = writeDump(
  at('small.arrow'),
  {
    target: numbers(target),
    a: numbers(a),
    b: numbers(b),
    weight: numbers(column('weight')),
    user: numbers(ints('user')),
    group: numbers(ints('group')),
  },
  target.length,
);
const job: EvaluateOptions = { inputs: [small], losses: 'mse,mae', columns: { prediction: ['a', 'b'] } };

const namesOf = (losses: readonly Pick<LossReport, 'loss' | 'prediction'>[]): readonly string[] =>
  losses.map(({ loss, prediction }) => `${loss} of ${prediction}`);

function verdictOf({ low, high }: { readonly low: number; readonly high: number }): string {
  if (high < 0) return 'better';
  return low > 0 ? 'worse' : 'same';
}

const numberOrNull = (values: Float64Array, isNull: (row: number) => boolean): (number | null)[] =>
  Array.from(values, (value, row) => (isNull(row) ? null : value));

const statuses = async (gates: readonly string[], more: Partial<EvaluateOptions> = {}) =>
  (await evaluate({ ...job, gates, ...more })).result.gates?.map(({ status }) => status);

const evalSmall = (...more: readonly string[]) =>
  offmark(['eval', 'small.arrow', '--loss', 'mse', '--format', 'json', ...more]);

const comparisonIn = (stdout: string): Result['comparison'] =>
  (JSON.parse(stdout) as { readonly result: Result }).result.comparison;

describe('several predictions', () => {
  it('have the bits that each of them has alone, in one report', async () => {
    const { result } = await evaluate(job);
    expect(namesOf(result.losses)).toEqual(['mse of a', 'mse of b', 'mae of a', 'mae of b']);
    for (const [i, prediction] of ['a', 'b'].entries()) {
      const { result: alone } = await evaluate({ ...job, columns: { prediction } });
      const own = result.losses.filter((_, place) => place % 2 === i);
      expect(own.map((loss) => Object.assign(structuredClone(loss), { prediction: undefined }))).toEqual(
        alone.losses,
      );
    }
  });

  it('are compared with the first, or with the baseline', async () => {
    const first = (await evaluate(job)).result.comparison;
    expect(first?.with).toEqual({ kind: 'column', column: 'a' });
    expect(namesOf(first?.losses ?? [])).toEqual(['mse of b', 'mae of b']);
    const { comparison, losses } = (
      await evaluate({ ...job, columns: { prediction: ['b', 'target'] }, baseline: { column: 'a' } })
    ).result;
    expect(namesOf(losses).slice(0, 3)).toEqual(['mse of b', 'mse of target', 'mse of a']);
    expect(comparison?.with).toEqual({ kind: 'column', column: 'a' });
    expect(namesOf(comparison?.losses ?? [])).toEqual([
      'mse of b',
      'mse of target',
      'mae of b',
      'mae of target',
    ]);
    expect(comparison?.losses[0]).toEqual(first?.losses[0]);
  });

  it.each(oracle.cases)('differ as numpy has it: %o', async ({ loss, weighted, clustered, expected }) => {
    const { result } = await evaluate({
      ...job,
      columns: { prediction: ['b', 'a'], ...(weighted ? { weight: 'weight' } : {}) },
      losses: loss,
      confidence,
      by: [['group']],
      ...(clustered ? { cluster: 'user' } : {}),
    });
    const slices = result.comparison?.slices?.[0]?.slices ?? [];
    const found = [
      ['all', result.comparison?.losses[0]] as const,
      ...slices.map(({ key, losses }) => [String(key[0]), losses[0]] as const),
    ];
    expect(found.map(([key]) => key)).toEqual(['all', '0', '1', '2']);
    for (const [key, compared] of found) {
      const numpy = expected[key];
      if (numpy === undefined || compared === undefined) throw new Error(`no ${key}`);
      const ours = { ...compared.interval, difference: compared.difference };
      for (const member of ['difference', 'standardError', 'low', 'high'] as const) {
        const scale = numpy.standardError;
        expect(Math.abs((ours[member] ?? NaN) - numpy[member])).toBeLessThan(1e-12 * scale);
      }
      expect(compared.verdict).toBe(verdictOf(numpy));
    }
  });

  it('say who is better at 95 % if no confidence is asked for, and change no other number', async () => {
    const { result } = await evaluate(job);
    expect(result.comparison?.losses.map(({ interval }) => interval?.confidence)).toEqual([0.95, 0.95]);
    expect(result.losses.every(({ interval }) => interval === undefined)).toBe(true);
    const [compared] = result.comparison?.losses ?? [];
    const [valueA, valueB] = [mse.mean(target, a), mse.mean(target, b)];
    expect(compared).toMatchObject({ value: valueB, baseline: valueA, state: 'ok' });
    expect(compared?.difference).toBeCloseTo(valueB - valueA, 15);
    expect(compared?.relative).toBe((compared?.difference ?? NaN) / valueA);
    expect(compared?.rows).toEqual({ read: 60, used: 60, unpaired: 0, unused: 0 });
  });

  it('are the same where they are equal, and none is better than itself', async () => {
    const equal = writeDump(
      at('equal.arrow'),
      { target: numbers(target), a: numbers(a), b: numbers(a) },
      target.length,
    );
    const { result } = await evaluate({ ...job, inputs: [equal] });
    expect(result.comparison?.losses[0]).toMatchObject({
      difference: 0,
      verdict: 'same',
      interval: { standardError: 0, low: 0, high: 0 },
    });
  });

  it('are better where more is better', async () => {
    const better = writeDump(
      at('higher.arrow'),
      {
        target: numbers(Int32Array.from({ length: 40 }, (_, i) => i % 3)),
        a: matrix(
          Float64Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? 0.9 : 0.05)),
          3,
        ),
        b: matrix(
          Float64Array.from({ length: 120 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 0.9 : 0.05)),
          3,
        ),
      },
      40,
    );
    const { result } = await evaluate({ ...job, inputs: [better], losses: 'top-k-accuracy:k=1' });
    expect(result.comparison?.losses[0]).toMatchObject({ value: 1, verdict: 'better' });
    expect(result.comparison?.losses[0]?.difference).toBeGreaterThan(0);
  });

  it('of one row say nothing', async () => {
    const one = writeDump(
      at('one.arrow'),
      {
        target: numbers(Float64Array.of(1)),
        a: numbers(Float64Array.of(2)),
        b: numbers(Float64Array.of(3)),
      },
      1,
    );
    const { result } = await evaluate({ ...job, inputs: [one] });
    expect(result.comparison?.losses[0]).toMatchObject({
      difference: 3,
      verdict: null,
      reason: 'too few rows for an interval',
    });
  });

  it('of no rows say why', async () => {
    const { result } = await evaluate({ ...job, where: 'target > 1e9', by: [['group']], confidence });
    expect(result.comparison?.losses[0]).toMatchObject({
      baseline: null,
      difference: null,
      verdict: null,
      state: 'empty',
      reason: "the baseline's value is empty",
    });
  });

  it('have no difference per row of a metric, or of several outputs, and say so', async () => {
    const { result } = await evaluate({ ...job, losses: 'mse,r2' });
    const [ofMse, ofR2] = result.comparison?.losses ?? [];
    const [r2OfA, r2OfB] = result.losses.slice(2);
    expect(ofMse?.verdict).not.toBeNull();
    expect(ofR2).toMatchObject({
      loss: 'r2',
      prediction: 'b',
      baseline: r2OfA?.value,
      difference: (r2OfB?.value ?? NaN) - (r2OfA?.value ?? NaN),
      verdict: null,
      reason: 'it has no number per row, so no interval',
    });
    expect(ofR2).not.toHaveProperty('interval');
  });
});

describe('rows that one prediction has alone', () => {
  const ofA = numberOrNull(a, (row) => row % 10 === 0);
  const ofB = numberOrNull(b, (row) => row % 15 === 0);
  const holes = writeDump(
    at('holes.arrow'),
    {
      target: numbers(target),
      a: nullable(ofA),
      b: nullable(ofB),
      group: numbers(Int32Array.from(target, (_, row) => row % 2)),
    },
    target.length,
  );
  const skipping: EvaluateOptions = { ...job, inputs: [holes], policies: { nulls: 'skip' } };
  const both = [...target.keys()].filter((row) => ofA[row] !== null && ofB[row] !== null);
  const meanOver = (values: Float64Array, rows: readonly number[]): number =>
    mse.mean(
      rows.map((row) => target[row] ?? NaN),
      rows.map((row) => values[row] ?? NaN),
    );

  it('are not compared, and counted', async () => {
    const { result } = await evaluate({ ...skipping, by: [['group']] });
    const [compared] = result.comparison?.losses ?? [];
    // Of 60 rows, 6 are null in a and 4 in b, and 2 of these in both.
    expect(compared?.rows).toEqual({ read: 60, used: 52, unpaired: 6, unused: 2 });
    expect(compared?.value).toBeCloseTo(meanOver(b, both), 14);
    expect(compared?.baseline).toBeCloseTo(meanOver(a, both), 14);
    expect(compared?.difference).toBeCloseTo(meanOver(b, both) - meanOver(a, both), 14);
    expect(result.losses[0]?.value).not.toBe(compared?.baseline);
    for (const { key, losses } of result.comparison?.slices?.[0]?.slices ?? []) {
      const rows = both.filter((row) => row % 2 === key[0]);
      expect(losses[0]?.rows?.used).toBe(rows.length);
      expect(losses[0]?.baseline).toBeCloseTo(meanOver(a, rows), 14);
      expect(losses[0]?.difference).toBeCloseTo(meanOver(b, rows) - meanOver(a, rows), 14);
    }
  });

  it('are said on stderr and in the table', async () => {
    const { stdout, stderr } = await offmark([
      'eval',
      'holes.arrow',
      '--loss',
      'mse',
      '--prediction',
      'a,b',
      '--nulls',
      'skip',
    ]);
    expect(stdout).toMatch(/rows {2}left out\n/);
    expect(stderr).toContain('mse of b: 6 rows that only one of the predictions uses: not compared with a.');
  });

  it('leave nothing to say of a metric', async () => {
    const { result } = await evaluate({ ...skipping, losses: 'r2' });
    expect(result.comparison?.losses[0]).toMatchObject({
      state: 'other rows',
      baseline: null,
      verdict: null,
    });
  });

  it('do not enter gates against the baseline', async () => {
    const limit = meanOver(b, both) / meanOver(a, both);
    const gates = [`mse <= baseline * ${limit + 1e-9}`, `mse <= baseline * ${limit - 1e-9}`];
    const { result } = await evaluate({ ...skipping, gates });
    expect(result.gates?.map(({ status }) => status)).toEqual(['pass', 'fail']);
  });

  it('are an error of the first row, whichever prediction it is of', async () => {
    await expect(evaluate({ ...job, inputs: [holes] })).rejects.toThrow(/E_NULL .*row 0 .*column "a"/);
    const later = writeDump(
      at('later.arrow'),
      {
        target: numbers(target),
        a: nullable(numberOrNull(a, (row) => row === 50)),
        b: nullable(numberOrNull(b, (row) => row === 20)),
      },
      target.length,
    );
    await expect(evaluate({ ...job, inputs: [later] })).rejects.toThrow(/E_NULL .*row 20 .*column "b"/);
  });
});

const withNaN = (values: Float64Array, row: number): Float64Array => values.with(row, NaN);

describe('NaN that is propagated', () => {
  const propagating: EvaluateOptions = { ...job, losses: 'mse', policies: { nans: 'propagate' } };

  it.each([
    ['a', { baseline: null, state: 'nan', reason: "the baseline's value is nan" }],
    ['b', { baseline: mse.mean(target, a), state: 'ok', reason: 'the value is nan' }],
  ])('in %s leaves nothing to compare, and its slice nothing', async (name, expected) => {
    const file = writeDump(
      at(`nan-in-${name}.arrow`),
      {
        target: numbers(target),
        a: numbers(name === 'a' ? withNaN(a, 8) : a),
        b: numbers(name === 'b' ? withNaN(b, 8) : b),
        group: numbers(Int32Array.from(target, (_, row) => row % 2)),
      },
      target.length,
    );
    const { result } = await evaluate({ ...propagating, inputs: [file], by: [['group']] });
    expect(result.comparison?.losses[0]).toMatchObject({ ...expected, difference: null, verdict: null });
    const [even, odd] = result.comparison?.slices?.[0]?.slices ?? [];
    expect(even?.losses[0]?.verdict).toBeNull();
    expect(odd?.losses[0]).toMatchObject({ state: 'ok', rows: { used: 30, unpaired: 0 } });
    expect(odd?.losses[0]?.verdict).not.toBeNull();
  });

  it('wins over a null of the other prediction in the same row', async () => {
    const file = writeDump(
      at('nan-and-null.arrow'),
      {
        target: numbers(target),
        a: numbers(withNaN(a, 8)),
        b: nullable(numberOrNull(b, (row) => row === 8)),
      },
      target.length,
    );
    const policies = { nulls: 'skip', nans: 'propagate' } as const;
    const { result } = await evaluate({ ...propagating, inputs: [file], policies });
    expect(result.comparison?.losses[0]).toMatchObject({ baseline: null, state: 'nan', difference: null });
  });
});

it.each(['--worst=3', '--histogram', '--calibration', '--list-bad=3'])(
  '%s is of one prediction, and says so',
  async (flag) => {
    const args = ['--loss', 'mse', '--prediction', 'a,b', '--nulls', 'skip', flag];
    const { code, stderr } = await offmark(['eval', 'small.arrow', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^E_ARGUMENT --[a-z-]+: expected one column of predictions beside it, got a, b\. /,
    );
  },
);

describe('gates on several predictions', () => {
  const [ofA, ofB] = [mse.mean(target, a), mse.mean(target, b)];

  it('name one, or mean the one beside the baseline', async () => {
    expect(
      await statuses([
        `mse[prediction=a] <= ${ofA}`,
        `mse[prediction=a] < ${ofA}`,
        `mse[prediction=b] <= ${ofB}`,
        `mse <= baseline * ${(ofB / ofA) * 1.001}`,
        `mse <= baseline * ${(ofB / ofA) * 0.999}`,
      ]),
    ).toEqual(['pass', 'fail', 'pass', 'pass', 'fail']);
  });

  it('look at slices too', async () => {
    const by = [['group']];
    const { result } = await evaluate({ ...job, by });
    const value = result.slices?.[0]?.slices[1]?.losses[1]?.value ?? NaN;
    const gates = [`mse[prediction=b,group=1] <= ${value}`, `mse[group=1, prediction=b] < ${value}`];
    expect(await statuses(gates, { by })).toEqual(['pass', 'fail']);
  });

  it.each([
    ['mse < 1', /expected one loss, got 2: mse of a, mse of b\. Name its prediction/],
    ['mse[prediction=c] < 1', /expected one of the predictions a, b, got c/],
    [
      'mse[prediction=a] < baseline',
      /expected a prediction that is compared with the baseline, got .* a itself/,
    ],
  ])('refuse %s', async (gate, message) => {
    await expect(evaluate({ ...job, gates: [gate] })).rejects.toThrow(message);
  });
});

describe('what a baseline is meant to be', () => {
  it('a column, or a report if there is something of its name', async () => {
    const columnB = await evalSmall('--prediction', 'a', '--baseline', 'b');
    expect(comparisonIn(columnB.stdout)?.with).toEqual({ kind: 'column', column: 'b' });
    writeFileSync(at('b'), columnB.stdout);
    const reportB = await evalSmall('--prediction', 'a', '--baseline', 'b');
    expect(comparisonIn(reportB.stdout)?.with).toEqual({ kind: 'report' });
    const said = await evalSmall('--prediction', 'a', '--baseline', 'column:b');
    expect(comparisonIn(said.stdout)).toEqual(comparisonIn(columnB.stdout));
    const explicit = await evalSmall('--prediction', 'a', '--baseline', 'report:b');
    expect(comparisonIn(explicit.stdout)).toEqual(comparisonIn(reportB.stdout));
  });

  it('a report if it ends in .json, and none of them is there', async () => {
    const { code, stderr } = await evalSmall('--prediction', 'a', '--baseline', 'none.json');
    expect(code).toBe(3);
    expect(stderr).toContain('E_BASELINE none.json: expected a report that can be read');
  });

  it('compares each prediction with its like of a report', async () => {
    const both = await evalSmall('--prediction', 'a,b');
    writeFileSync(at('both.json'), both.stdout);
    const again = await evalSmall('--prediction', 'b,a', '--baseline', 'both.json');
    const comparison = comparisonIn(again.stdout);
    expect(comparison?.with).toEqual({ kind: 'report' });
    expect(comparison?.losses.map(({ prediction, verdict }) => [prediction, verdict])).toEqual([
      ['b', 'same'],
      ['a', 'same'],
    ]);
  });

  it.each([
    ['a column that is missing', ['--prediction', 'a', '--baseline', 'bb'], 3, 'E_COLUMN_MISSING'],
    ['the only prediction', ['--prediction', 'a', '--baseline', 'a'], 2, 'E_BASELINE --baseline a'],
    ['a prediction twice', ['--prediction', 'a,b,a'], 2, 'E_ARGUMENT --prediction'],
    ['a prediction without a name', ['--prediction', 'a,'], 2, 'E_ARGUMENT --prediction'],
    [
      'exact sums',
      ['--prediction', 'a,b', '--sum', 'exact'],
      2,
      'E_ARGUMENT --prediction a,b: expected no --sum exact',
    ],
  ])('refuses %s', async (_, args, code, message) => {
    const result = await evalSmall(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a column whose name holds a comma, by the library', async () => {
    const commas = writeDump(
      at('commas.arrow'),
      { target: numbers(target), 'a,1': numbers(a), 'b,1': numbers(b) },
      target.length,
    );
    const { result } = await evaluate({ ...job, inputs: [commas], columns: { prediction: ['a,1', 'b,1'] } });
    expect(result.losses.map(({ value }) => value).slice(0, 2)).toEqual([
      mse.mean(target, a),
      mse.mean(target, b),
    ]);
  });
});

describe('the same bytes', () => {
  const rows = 150_000;
  const random = randomNumbers(11);
  const label = Int32Array.from({ length: rows }, () => Math.floor(random() * 2));
  const probability = (): Float32Array => Float32Array.from({ length: rows }, () => random());
  const columns = {
    target: numbers(label),
    a: numbers(probability()),
    b: nullable(Array.from({ length: rows }, (_, row) => (row % 997 === 0 ? null : random()))),
    c: numbers(Float64Array.from({ length: rows }, () => random())),
    weight: numbers(Float64Array.from({ length: rows }, () => Math.floor(random() * 4) / 2)),
    user: numbers(Int32Array.from({ length: rows }, () => Math.floor(random() * 90))),
    name: texts(Array.from({ length: rows }, () => ['eu', 'us', 'asia'][Math.floor(random() * 3)] ?? '')),
  };
  const file = writeDump(at('large.arrow'), columns, rows, { batchRows: 50_000 });
  const other = writeDump(at('other.arrows'), columns, rows, { batchRows: 777, format: 'stream' });
  const asked: EvaluateOptions = {
    inputs: [file],
    losses: 'bce,brier',
    columns: { prediction: ['a', 'b', 'c'], weight: 'weight' },
    policies: { nulls: 'skip' },
    where: 'user != 3',
    by: [['name']],
  };

  it.each([
    ['rows', {}],
    ['clusters', { cluster: 'user' }],
  ])('over %s, on any number of workers, backend, and in any batches', async (_, more) => {
    const results = await resultsEveryWay({ ...asked, ...more }, other);
    expect(results.size).toBe(1);
    const { comparison }: Result = JSON.parse([...results][0] ?? '');
    const compared: readonly LossComparison[] = comparison?.losses ?? [];
    expect(namesOf(compared)).toEqual(['bce of b', 'bce of c', 'brier of b', 'brier of c']);
    expect(compared.every(({ difference }) => difference !== null)).toBe(true);
    expect(compared[0]?.rows?.unpaired).toBeGreaterThan(90);
    expect(comparison?.slices?.[0]?.slices).toHaveLength(3);
  });
});
