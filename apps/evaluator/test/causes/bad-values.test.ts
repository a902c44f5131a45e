import path from 'node:path';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BadValue, EvaluateOptions } from 'offmark';
import { FixedSizeList, Field, Float32 } from 'apache-arrow';
import { offmark } from '../support/command.ts';
import { nullable, numbers, typed, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 150_000;
const random = randomNumbers(41);

/** A column in which about one value of a thousand is none. */
const holed = (more: readonly number[]): (number | null)[] =>
  Array.from({ length: rows }, () => {
    const kind = Math.floor(random() * 4000);
    return kind === 0 ? null : (more[kind - 1] ?? random());
  });

const weight = Float64Array.from({ length: rows }, () => (random() < 0.5 ? 0 : 1));
const target = holed([NaN]);
const prediction = holed([NaN, Infinity, -Infinity]);
const label = Float64Array.from({ length: rows }, () => Math.floor(random() * 3));
const logits = Array.from({ length: rows }, () =>
  random() < 0.001
    ? null
    : Array.from({ length: 3 }, () =>
        random() < 0.001 ? [NaN, Infinity, -Infinity][Math.floor(random() * 3)] : random(),
      ),
);
const columns = {
  target: nullable(target),
  prediction: nullable(prediction),
  weight: numbers(weight),
  label: numbers(label),
  logits: typed(logits, new FixedSizeList(3, new Field('item', new Float32(), true))),
};
const layouts = [1000, 65_537, 1_000_000].flatMap((batchRows) =>
  (['file', 'stream'] as const).map((format) => {
    const file = path.join(folder, `${batchRows}.${format}`);
    return { batchRows, file: writeDump(file, columns, rows, { format, batchRows }) };
  }),
);
const [{ file }] = layouts as [(typeof layouts)[number]];

const withoutFile = ({ path: _path, batch: _batch, ...bad }: BadValue): object => bad;
const withoutColumn = ({ path: _path, batch: _batch, column: _column, ...bad }: BadValue): object => bad;

type Found = Pick<BadValue, 'row' | 'column' | 'value'>;
const nameOf = (value: number | null): BadValue['value'] =>
  value === null ? null : Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity';

/** The bad values of the regression, by a look at every row. */
function badRows(isRead: (row: number) => boolean): readonly Found[] {
  const found: Found[] = [];
  for (let row = 0; row < rows; row++) {
    if (!isRead(row)) continue;
    for (const [column, values] of [
      ['target', target],
      ['prediction', prediction],
    ] as const) {
      const value = values[row] ?? null;
      if (value === null || !Number.isFinite(value)) found.push({ row, column, value: nameOf(value) });
    }
  }
  return found;
}

const job = {
  inputs: [file],
  losses: 'mse,rmse',
  policies: { nulls: 'skip', nans: 'skip' },
  listBad: 100,
} as const satisfies EvaluateOptions;

async function refusal(...more: readonly string[]): Promise<string> {
  const args = ['eval', '1000.file', '--loss', 'mse', '--list-bad', '4', ...more];
  return (await offmark(args, { cwd: folder })).stderr;
}

describe('the first bad values', () => {
  it('are those of a look at every row, whatever the workers, batches and backend', async () => {
    const expected = badRows(() => true);
    expect(expected.length).toBeGreaterThan(200);
    const seen = new Set<string>();
    for (const { file: input, batchRows } of layouts) {
      for (const workers of [1, 2, 7]) {
        const backend = workers === 2 ? 'plain' : 'simd';
        const { result } = await evaluate({ ...job, inputs: [input], workers, backend });
        const firsts = expected.slice(0, 100);
        expect(result.badValues?.map(withoutFile)).toEqual(firsts);
        expect(result.badValues?.map(({ path, batch }) => [path, batch])).toEqual(
          firsts.map(({ row }) => [input, Math.floor(row / batchRows)]),
        );
      }
    }
    for (const workers of [1, 7]) {
      const stdin = createReadStream(layouts[1]?.file ?? '');
      const { result } = await evaluate({ ...job, inputs: ['-'], workers, stdin });
      seen.add(JSON.stringify(result.badValues));
      expect(result.badValues?.map(({ row }) => row)).toEqual(expected.slice(0, 100).map(({ row }) => row));
    }
    expect(seen.size).toBe(1);
  });

  it('are all, where there are fewer than asked for, and add up to the ledger', async () => {
    const { result } = await evaluate({
      ...job,
      listBad: 10_000,
      policies: { nulls: 'skip', nans: 'propagate' },
    });
    const expected = badRows(() => true);
    expect(result.badValues?.length).toBe(expected.length);
    expect(result.badValues?.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
    const ledger = result.losses[0]?.rows;
    const dropped = (ledger?.null ?? 0) + (ledger?.nan ?? 0) + (ledger?.infinite ?? 0);
    expect(new Set(result.badValues?.map(({ row }) => row)).size).toBe(dropped);
  });

  it('are none of rows that weigh 0, or that the condition leaves out', async () => {
    const names = { weight: 'weight' };
    const { result } = await evaluate({ ...job, columns: names, where: 'label > 0' });
    const expected = badRows((row) => weight[row] !== 0 && (label[row] ?? 0) > 0);
    expect(result.badValues?.map(withoutFile)).toEqual(expected.slice(0, 100));
  });

  it('say where in a list they are, and leave alone what is legal there', async () => {
    const names = { target: 'label', prediction: 'logits' };
    const { result } = await evaluate({ ...job, losses: 'sparse-cce-logits', columns: names, listBad: 50 });
    const expected = logits.flatMap((list, row): object[] => {
      if (list === null) return [{ row, value: null }];
      const index = list.findIndex((x) => Number.isNaN(x) || x === Infinity);
      return index < 0 ? [] : [{ row, index, value: nameOf(list[index] ?? null) }];
    });
    expect(result.badValues?.map(withoutColumn)).toEqual(expected.slice(0, 50));
  });

  it('are bad for one loss or another', async () => {
    const odd = writeDump(
      path.join(folder, 'odd.arrow'),
      { target: numbers(Float64Array.of(0, 1, 1)), prediction: numbers(Float64Array.of(1, Infinity, NaN)) },
      3,
    );
    const { result } = await evaluate({ ...job, inputs: [odd], losses: 'bce-logits,hinge' });
    expect(result.badValues?.map(({ row, value }) => [row, value])).toEqual([
      [1, 'Infinity'],
      [2, 'NaN'],
    ]);
    expect(result.losses.map(({ rows: { nan, infinite } }) => [nan, infinite])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('stand in the report', async () => {
    const args = [
      'eval',
      '1000.file',
      '--loss',
      'mse',
      '--nulls',
      'skip',
      '--nans',
      'skip',
      '--list-bad',
      '4',
    ];
    expect((await offmark(args, { cwd: folder })).stdout).toMatchSnapshot('text');
    expect((await offmark([...args, '--format', 'markdown'], { cwd: folder })).stdout).toMatchSnapshot(
      'Markdown',
    );
    const none = await offmark([...args, '--where', 'target is null && target == 1'], { cwd: folder });
    expect(none.stdout).toMatchSnapshot('none');
  });

  it('are refused where the first of them is an error', async () => {
    expect(await refusal()).toMatchSnapshot('no policy');
    expect(await refusal('--nulls', 'skip')).toContain('E_NAN 1000.file');
  });
}, 120_000);
