import path from 'node:path';
import { createReadStream } from 'node:fs';
import { Field, Float64, List } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { EvaluateOptions, SliceGrouping, SliceValue } from 'offmark';
import {
  bigints,
  booleans,
  matrix,
  nullable,
  nullableInts,
  numbers,
  typed,
  writeDump,
} from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 80_000;
const random = randomNumbers(11);
const below = (count: number): number => Math.floor(random() * count);
const real = Float64Array.from({ length: rows }, () => (random() - 0.5) * 1000);
const guess = Float64Array.from({ length: rows }, (_, row) => (real[row] ?? 0) + (random() - 0.5) * 10);
const weight = Float64Array.from({ length: rows }, () => (random() < 0.1 ? 0 : random() * 3));
const holes = Array.from({ length: rows }, () => (random() < 0.01 ? null : random() * 100));
const label = Int32Array.from({ length: rows }, () => below(3));
const logits = Float32Array.from({ length: rows * 3 }, () => (random() - 0.5) * 20);
const small = Int32Array.from({ length: rows }, () => below(7) - 3);
const spread = Int32Array.from({ length: rows }, () => below(50) * 40_000_000 - 1_000_000_000);
const flags = Array.from({ length: rows }, () => random() < 0.3);
const sparse = Array.from({ length: rows }, () => (random() < 0.2 ? null : below(4)));
const long = Array.from({ length: rows }, () => 2n ** 62n * BigInt(below(3) - 1) + BigInt(below(2)));
const score = Float64Array.from({ length: rows }, () => (random() < 0.01 ? NaN : random() * 3 - 1));
const user = Int32Array.from({ length: rows }, () => below(2000));
const columns = {
  real: numbers(real),
  guess: numbers(guess),
  weight: numbers(weight),
  holes: nullable(holes),
  label: numbers(label),
  logits: matrix(logits, 3),
  small: numbers(small),
  spread: numbers(spread),
  flag: booleans(flags),
  sparse: nullableInts(sparse),
  long: bigints(long),
  score: numbers(score),
  user: numbers(user),
};
const file = writeDump(path.join(folder, 'all.arrow'), columns, rows, { batchRows: 30_000 });
const regression = { inputs: [file], losses: 'mse,mae', columns: { target: 'real', prediction: 'guess' } };

/** The mean of the squared or absolute errors, by plain compensated summation (Neumaier 1974). */
function meanOf(loss: string, group: readonly number[]): number {
  let [sum, rest] = [0, 0];
  for (const row of group) {
    const error = (guess[row] ?? 0) - (real[row] ?? 0);
    const x = loss === 'mse' ? error * error : Math.abs(error);
    const next = sum + x;
    rest += sum >= x ? sum - next + x : x - next + sum;
    sum = next;
  }
  return (sum + rest) / group.length;
}

/** Compares slices with the means of the same rows, grouped in plain JavaScript. */
function checkSlices(
  grouping: SliceGrouping | undefined,
  keyOf: (row: number) => readonly SliceValue[],
): void {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = JSON.stringify(keyOf(row));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  expect(grouping?.distinct).toBe(groups.size);
  expect(new Set(grouping?.slices.map(({ key }) => JSON.stringify(key)))).toEqual(new Set(groups.keys()));
  for (const slice of grouping?.slices ?? []) {
    const group = groups.get(JSON.stringify(slice.key)) ?? [];
    expect(slice.rows.read).toBe(group.length);
    for (const { loss, value, rows: ledger } of slice.losses) {
      const mean = meanOf(loss, group);
      expect(Math.abs((value ?? NaN) / mean - 1)).toBeLessThan(1e-15);
      expect(ledger).toMatchObject({ read: group.length, used: group.length });
    }
  }
}

const binOf = (x: number): string => {
  if (Number.isNaN(x)) return 'NaN';
  if (x < -0.5) return '< -0.5';
  if (x > 1.25) return '> 1.25';
  return x < 0 ? '[-0.5, 0)' : '[0, 1.25]';
};

/** Groupings, and what they are in plain JavaScript. */
const groupings: readonly (readonly [
  what: string,
  by: readonly string[],
  keyOf: (row: number) => readonly SliceValue[],
])[] = [
  ['small integers', ['small'], (row) => [small[row] ?? 0]],
  ['integers far apart', ['spread'], (row) => [spread[row] ?? 0]],
  ['booleans', ['flag'], (row) => [flags[row] ?? false]],
  ['integers with nulls', ['sparse'], (row) => [sparse[row] ?? null]],
  [
    'integers that no double holds',
    ['long'],
    (row) => {
      const value = long[row] ?? 0n;
      return [Number.isSafeInteger(Number(value)) ? Number(value) : String(value)];
    },
  ],
  ['bins', ['score'], (row) => [binOf(score[row] ?? 0)]],
  ['two columns', ['small', 'flag'], (row) => [small[row] ?? 0, flags[row] ?? false]],
  [
    'three columns',
    ['sparse', 'score', 'small'],
    (row) => [sparse[row] ?? null, binOf(score[row] ?? 0), small[row] ?? 0],
  ],
  ['many', ['user'], (row) => [user[row] ?? 0]],
];
const bins = { score: [-0.5, 0, 1.25] };

describe('slices have the means of their rows', () => {
  it.each(groupings)('by %s', async (_, by, keyOf) => {
    const { result } = await evaluate({ ...regression, by: [by], ...(by.includes('score') ? { bins } : {}) });
    expect(result.slices).toHaveLength(1);
    checkSlices(result.slices?.[0], keyOf);
  });

  it('all at once, as one by one', async () => {
    const all = await evaluate({ ...regression, by: groupings.map(([, by]) => by), bins });
    for (const [i, [, by]] of groupings.entries()) {
      const one = await evaluate({
        ...regression,
        by: [by],
        ...(by.includes('score') ? { bins } : {}),
      });
      expect(all.result.slices?.[i]).toEqual(one.result.slices?.[0]);
      expect(one.result.losses).toEqual(all.result.losses);
    }
    const { result } = await evaluate(regression);
    expect(result.losses).toEqual(all.result.losses);
    expect(result).not.toHaveProperty('slices');
  });
});

it('orders slices by their keys, null last, and shares add up', async () => {
  const { result } = await evaluate({ ...regression, by: [['sparse'], ['score'], ['flag'], ['long']], bins });
  const keys = result.slices?.map(({ slices }) => slices.map(({ key }) => key[0]));
  expect(keys).toEqual([
    [0, 1, 2, 3, null],
    ['< -0.5', '[-0.5, 0)', '[0, 1.25]', '> 1.25', 'NaN'],
    [false, true],
    ['-4611686018427387904', '-4611686018427387903', 0, 1, '4611686018427387904', '4611686018427387905'],
  ]);
  for (const { slices } of result.slices ?? []) {
    for (const loss of [0, 1]) {
      const shares = slices.reduce((sum, slice) => sum + (slice.losses[loss]?.share ?? NaN), 0);
      expect(shares).toBeCloseTo(1, 14);
    }
  }
});

describe('the largest, and all others together', () => {
  it('by rows, ties by keys; the others add up', async () => {
    const all = (await evaluate({ ...regression, by: [['user']] })).result.slices?.[0];
    const top = (await evaluate({ ...regression, by: [['user']], top: 5 })).result.slices?.[0];
    const largest = all?.slices.toSorted((a, b) => b.rows.read - a.rows.read) ?? [];
    expect(top?.distinct).toBe(all?.distinct);
    expect(top?.slices).toEqual(largest.slice(0, 5));
    const others = largest.slice(5);
    expect(top?.other?.count).toBe(others.length);
    expect(top?.other?.rows.read).toBe(others.reduce((sum, { rows }) => sum + rows.read, 0));
    const total = others.reduce((sum, { losses, rows }) => sum + (losses[0]?.value ?? NaN) * rows.read, 0);
    const mean = total / (top?.other?.rows.read ?? NaN);
    expect(Math.abs((top?.other?.losses[0]?.value ?? NaN) / mean - 1)).toBeLessThan(1e-12);
    const shares = [...(top?.slices ?? []), ...(top?.other ? [top.other] : [])];
    expect(shares.reduce((sum, { losses }) => sum + (losses[0]?.share ?? NaN), 0)).toBeCloseTo(1, 12);
  });

  it('holds slices that a gate cannot see, which says so', async () => {
    const job = { ...regression, by: [['small']], gates: ['mae[small=-3] < 1000', 'mae[small=77] < 1000'] };
    const [all, listed] = await Promise.all([evaluate(job), evaluate({ ...job, top: 1 })]);
    expect(all.result.gates?.map(({ reason }) => reason)).toEqual([null, 'there is no such slice']);
    const hidden = 'there is no such slice among those that are listed; raise --top';
    const key = listed.result.slices?.[0]?.slices[0]?.key[0];
    expect(listed.result.gates?.map(({ reason }) => reason)).toEqual([key === -3 ? null : hidden, hidden]);
  });

  it('is absent where all are listed', async () => {
    const { result } = await evaluate({ ...regression, by: [['flag']], top: 2 });
    expect(result.slices?.[0]?.slices).toHaveLength(2);
    expect(result.slices?.[0]).not.toHaveProperty('other');
  });
});

describe('each slice has a ledger of its own', () => {
  it('that adds up to the whole, with weights, policies and a condition', async () => {
    const options: EvaluateOptions = {
      inputs: [file],
      losses: 'mae',
      columns: { target: 'real', prediction: 'holes', weight: 'weight' },
      policies: { nulls: 'skip' },
      where: 'small > -3',
    };
    const { result } = await evaluate({ ...options, by: [['sparse']] });
    const whole = result.losses[0]?.rows;
    const slices = result.slices?.[0]?.slices ?? [];
    for (const fate of ['used', 'zeroWeight', 'null', 'nan'] as const) {
      expect(slices.reduce((sum, { losses }) => sum + (losses[0]?.rows[fate] ?? NaN), 0)).toBe(whole?.[fate]);
    }
    expect(slices.reduce((sum, { rows }) => sum + rows.read, 0)).toBe(rows - (result.rows.filtered ?? NaN));
    for (const { key, rows: sliceRows, losses } of slices) {
      const [loss] = losses;
      const { read, used, zeroWeight, null: nulls } = loss?.rows ?? {};
      expect(read).toBe(sliceRows.read);
      expect((used ?? 0) + (zeroWeight ?? 0) + (nulls ?? 0)).toBe(read);
      let [total, weights] = [0, 0];
      for (let row = 0; row < rows; row++) {
        const [p, w] = [holes[row] ?? null, weight[row] ?? 0];
        if (p === null || (small[row] ?? 0) <= -3 || (sparse[row] ?? null) !== key[0]) continue;
        total += w * Math.abs((real[row] ?? 0) - p);
        weights += w;
      }
      expect(Math.abs((loss?.value ?? NaN) / (total / weights) - 1)).toBeLessThan(1e-12);
      expect(Math.abs((loss?.weight ?? NaN) / weights - 1)).toBeLessThan(1e-12);
    }
  });

  it('of clipped rows, ignored labels and divisors too', async () => {
    const { result } = await evaluate({
      inputs: [file],
      losses: 'sparse-cce-logits:class-weights=1/0/2.5:ignore-index=1,sparse-cce-logits',
      columns: { target: 'label', prediction: 'logits' },
      by: [['flag']],
    });
    for (const loss of [0, 1]) {
      const slices = result.slices?.[0]?.slices.map(({ losses }) => losses[loss]) ?? [];
      const whole = result.losses[loss];
      for (const fate of ['used', 'ignored'] as const) {
        expect(slices.reduce((sum, slice) => sum + (slice?.rows[fate] ?? NaN), 0)).toBe(whole?.rows[fate]);
      }
      const total = slices.reduce((sum, slice) => sum + (slice?.value ?? NaN) * (slice?.weight ?? NaN), 0);
      const weights = slices.reduce((sum, slice) => sum + (slice?.weight ?? NaN), 0);
      expect(Math.abs(total / weights / (whole?.value ?? NaN) - 1)).toBeLessThan(1e-13);
    }
  });
});

it('counts values that are no numbers in the slices that they are of', async () => {
  const odd = {
    target: numbers(Int32Array.of(1, 1, 0, 0)),
    prediction: matrix(Float64Array.of(0, 1, 1, 0, 1, 0, 0.5, 0.5), 2),
    group: numbers(Int32Array.of(1, 2, 1, 3)),
  };
  const dump = writeDump(path.join(folder, 'odd.arrow'), odd, 4);
  const { result } = await evaluate({ inputs: [dump], losses: 'sparse-cce:floor=0', by: [['group']] });
  const slices = result.slices?.[0]?.slices.map(({ losses }) => losses[0]);
  expect(slices?.map((slice) => [slice?.value, slice?.state, slice?.share])).toEqual([
    [0, 'ok', null],
    [null, 'inf', null],
    [Math.LN2, 'ok', null],
  ]);
});

it('sums what outgrows the range of doubles on its way', async () => {
  const huge = {
    target: numbers(Float64Array.of(0, 0, 0, 0, 0)),
    prediction: numbers(Float64Array.of(1.7e308, 1.7e308, 1.7e308, 1, 3)),
    group: numbers(Int32Array.of(1, 1, 1, 2, 2)),
  };
  const dump = writeDump(path.join(folder, 'huge.arrow'), huge, 5);
  const { result } = await evaluate({ inputs: [dump], losses: 'mae', by: [['group']] });
  expect(result.slices?.[0]?.slices.map(({ losses }) => losses[0]?.value)).toEqual([1.7e308, 2]);
});

function writePart(name: string, type: 'narrow' | 'wide'): string {
  const key = Array.from({ length: 6 }, (_, row) => row % 3);
  const values = {
    target: numbers(new Float64Array(6)),
    prediction: numbers(Float64Array.of(1, 2, 3, 4, 5, 6)),
    key: type === 'wide' ? bigints(key.map(BigInt)) : numbers(Uint8Array.from(key)),
  };
  return writeDump(path.join(folder, name), values, 6);
}

it.each(['constructor', 'toString', '__proto__'])(
  'a column may be called %s, which every object has',
  async (name) => {
    const inherited = writeDump(
      path.join(folder, `${name}.arrow`),
      Object.fromEntries([
        ['target', numbers(Float64Array.of(1, 2, 3, 4))],
        ['prediction', numbers(Float64Array.of(1, 3, 5, 9))],
        [name, numbers(Int32Array.of(1, 1, 2, 3))],
      ]),
      4,
    );
    const job = { inputs: [inherited], losses: 'mae' };
    const { result } = await evaluate({ ...job, by: [[name]], gates: [`mae[${name}=1] < 1`] });
    const slices = result.slices?.[0]?.slices ?? [];
    expect(slices.map(({ key, losses }) => [key[0], losses[0]?.value])).toEqual([
      [1, 0.5],
      [2, 2],
      [3, 5],
    ]);
    expect(result.gates?.[0]?.status).toBe('pass');
    const clustered = await evaluate({ ...job, confidence: 0.9, cluster: name });
    expect(clustered.result.losses[0]?.interval?.method).toContain('over 3 clusters');
  },
);

describe('over several inputs', () => {
  it('an integer is the same slice, whatever the width of its column', async () => {
    const inputs = [writePart('narrow.arrow', 'narrow'), writePart('wide.arrow', 'wide')];
    const { result } = await evaluate({ inputs, losses: 'mae', by: [['key']] });
    expect(
      result.slices?.[0]?.slices.map(({ key, rows, losses }) => [key, rows.read, losses[0]?.value]),
    ).toEqual([
      [[0], 4, 2.5],
      [[1], 4, 3.5],
      [[2], 4, 4.5],
    ]);
  });
});

it('of no rows there are no slices', async () => {
  const { result } = await evaluate({ ...regression, by: [['small']], where: 'small > 99' });
  expect(result.slices).toEqual([{ by: ['small'], distinct: 0, slices: [] }]);
  const empty = {
    target: numbers(new Float64Array(0)),
    prediction: numbers(new Float64Array(0)),
    key: numbers(new Int32Array(0)),
  };
  const dump = writeDump(path.join(folder, 'empty.arrow'), empty, 0);
  const none = await evaluate({ inputs: [dump], losses: 'mae', by: [['key']] });
  expect(none.result.slices).toEqual([{ by: ['key'], distinct: 0, slices: [] }]);
});

const ragged = writeDump(
  path.join(folder, 'ragged.arrow'),
  { ...columns, list: typed([[1], [2, 3], [4]], new List(new Field('item', new Float64()))) },
  3,
);

describe('refuses', () => {
  it('more slices than allowed, with the column and some keys', async () => {
    for (const workers of [1, 2]) {
      await expect(evaluate({ ...regression, by: [['user']], maxSlices: 1900, workers })).rejects.toThrow(
        /^E_SLICE_COUNT --by user: expected at most 1900 distinct keys, got more, such as \d+, \d+, \d+\. Raise --max-slices/,
      );
    }
    await expect(evaluate({ ...regression, by: [['small', 'flag']], maxSlices: 13 })).rejects.toThrow(
      /^E_SLICE_COUNT --by small,flag: .* such as -?\d\/(true|false), /,
    );
    const { result } = await evaluate({ ...regression, by: [['small', 'flag'], ['flag']], maxSlices: 14 });
    expect(result.slices?.[0]?.distinct).toBe(14);
  });

  it('no more than those that occur, though a boolean might be null', async () => {
    for (const workers of [1, 2]) {
      const { result } = await evaluate({ ...regression, by: [['flag']], maxSlices: 2, workers });
      expect(result.slices?.[0]?.distinct).toBe(2);
    }
  });

  it.each<readonly [what: string, options: Partial<EvaluateOptions>, message: RegExp]>([
    ['numbers without bins', { by: [['score']] }, /^E_COLUMN_TYPE .*all\.arrow, column "score": .* --bins/],
    ['lists', { by: [['logits']] }, /^E_COLUMN_SHAPE .*column "logits".* got 3 float32 per row\. Write/],
    [
      'lists of any length',
      { inputs: [ragged], by: [['list']] },
      /^E_COLUMN_SHAPE .* got a list of float64 per row\. Write/,
    ],
    ['an unknown column', { by: [['smal']] }, /^E_COLUMN_MISSING .*Did you mean small/],
    ['bins of a column that is not grouped by', { by: [['small']], bins }, /^E_ARGUMENT --bins score/],
    ['bins without a grouping', { bins }, /^E_ARGUMENT --bins score/],
    ['edges that fall', { by: [['score']], bins: { score: [1, 0] } }, /^E_ARGUMENT bins/],
    ['one edge', { by: [['score']], bins: { score: [1] } }, /^E_ARGUMENT bins/],
    ['a column twice', { by: [['small', 'small']] }, /^E_ARGUMENT by/],
    ['a grouping by nothing', { by: [[]] }, /^E_ARGUMENT by/],
    ['no slices at all', { by: [['small']], maxSlices: 0 }, /^E_ARGUMENT maxSlices/],
    ['a top of nothing', { top: 3 }, /^E_ARGUMENT --top/],
  ])('%s', async (_, options, message) => {
    await expect(evaluate({ ...regression, ...options })).rejects.toThrow(message);
  });
});

it('keeps jobs apart that share threads at the same time', async () => {
  const job = { ...regression, by: [['user'], ['sparse', 'flag']], workers: 2 };
  const others = { ...job, inputs: [file, writeDump(path.join(folder, 'same.arrow'), columns, rows)] };
  const alone = [await evaluate(job), await evaluate(others)].map(({ result }) => JSON.stringify(result));
  const together = await Promise.all([job, others, job, others].map(evaluate));
  expect(together.map(({ result }) => JSON.stringify(result))).toEqual([...alone, ...alone]);
});

it('has the same bytes in any batches, on any number of workers and both backends', async () => {
  const options: EvaluateOptions = {
    ...regression,
    columns: { target: 'real', prediction: 'guess', weight: 'weight' },
    by: [['sparse', 'flag'], ['user'], ['score']],
    bins,
    top: 100,
    where: 'small != 2',
  };
  const results = new Set<string>();
  for (const batchRows of [1000, 65_537, rows]) {
    for (const format of ['file', 'stream'] as const) {
      const name = path.join(folder, `${batchRows}.${format}`);
      writeDump(name, columns, rows, { batchRows, format });
      for (const workers of [1, 2, 7]) {
        results.add(JSON.stringify((await evaluate({ ...options, inputs: [name], workers })).result));
      }
    }
  }
  const stdin = createReadStream(path.join(folder, '1000.stream'));
  results.add(JSON.stringify((await evaluate({ ...options, inputs: ['-'], workers: 2, stdin })).result));
  results.add(JSON.stringify((await evaluate({ ...options, backend: 'plain' })).result));
  expect(results.size).toBe(1);
}, 60_000);
