import path from 'node:path';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Dictionary, Field, Float64, Int32, List, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { bce, mae, mse } from '@offmark/losses';
import type { Result, SliceValue, WorstRows } from 'offmark';
import { offmark } from '../support/command.ts';
import {
  bigints,
  dumpBytes,
  booleans,
  matrix,
  nullable,
  numbers,
  texts,
  typed,
  writeDump,
} from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { oddServer, serveWell } from '../support/odd-server.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 150_000;
const random = randomNumbers(23);
const target = Float64Array.from({ length: rows }, () => Math.round(random() * 8) / 4);
// Few distinct errors, so that the order of equal ones is seen.
const prediction = target.map((y) => y + Math.round((random() - 0.5) * 40) / 2);
const weight = Float64Array.from({ length: rows }, () => (random() < 0.2 ? 0 : random() * 3));
const holes = Array.from(prediction, (p) => (random() < 0.02 ? null : p));
const label = Float64Array.from({ length: rows }, () => (random() < 0.4 ? 1 : 0));
const probability = Float32Array.from({ length: rows }, random);
const id = Array.from({ length: rows }, (_, row) => `row ${row}`);
const kind = Array.from({ length: rows }, () => (random() < 0.1 ? null : `k${Math.floor(random() * 5)}`));
const long = Array.from({ length: rows }, () => (random() < 0.5 ? 2n ** 60n + 1n : 7n));
const flags = Array.from({ length: rows }, () => random() < 0.5);
const pair = Float64Array.from({ length: 2 * rows }, random);
const odd = Float64Array.from({ length: rows }, (_, row) => [NaN, Infinity, -0.5][row % 3] ?? 0);
const columns = {
  target: numbers(target),
  prediction: numbers(prediction),
  weight: numbers(weight),
  holes: nullable(holes),
  label: numbers(label),
  probability: numbers(probability),
  id: texts(id),
  kind: typed(kind, new Dictionary(new Utf8(), new Int32())),
  long: bigints(long),
  flag: booleans(flags),
  pair: matrix(pair, 2),
  odd: numbers(odd),
};
const show = ['id', 'kind', 'long', 'flag', 'pair', 'odd'];

const shownOf = (row: number): Readonly<Record<string, SliceValue>> => ({
  id: id[row] ?? null,
  kind: kind[row] ?? null,
  long: long[row] === 7n ? 7 : '1152921504606846977',
  flag: flags[row] ?? null,
  pair: `[${pair[2 * row]}, ${pair[2 * row + 1]}]`,
  odd: ['NaN', 'Infinity', -0.5][row % 3] ?? null,
});

/** The rows with the largest values, equal ones in their order: by a whole sort. */
function largest(values: ArrayLike<number>, isUsed: (row: number) => boolean, most: number): number[] {
  return Array.from(values, (_, row) => row)
    .filter(isUsed)
    .toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, most);
}

const isUsed = (row: number): boolean => (flags[row] ?? false) && weight[row] !== 0 && holes[row] !== null;

const placesOf = (worst: WorstRows | undefined): readonly number[] => worst?.rows.map(({ row }) => row) ?? [];

/** Without what batches change: their numbers, and how the inputs are called. */
const unbatched = ({ worst = [] }: Result): string =>
  JSON.stringify(
    worst.map((each) => ({ ...each, rows: each.rows.map((row) => ({ ...row, path: '', batch: 0 })) })),
  );

const layouts = [1000, 65_537, 1_000_000].flatMap((batchRows) =>
  (['file', 'stream'] as const).map((format) => {
    const file = path.join(folder, `${batchRows}.${format}`);
    return { batchRows, file: writeDump(file, columns, rows, { format, batchRows }) };
  }),
);
const [{ file }] = layouts as [(typeof layouts)[number]];

describe('the rows with the largest loss', () => {
  it('are those of a whole sort, with any number of workers, both backends, in any batches, from a pipe', async () => {
    const expected = [mse, mae].map((loss) => {
      const values = loss.values(target, prediction);
      return { values, rows: largest(values, () => true, 20) };
    });
    const seen = new Set<string>();
    for (const { file: input, batchRows } of layouts) {
      for (const workers of [1, 2, 7]) {
        const backend = workers === 2 ? 'plain' : 'simd';
        const job = { inputs: [input], losses: 'mse,mae', worst: 20, show, workers, backend } as const;
        const { result } = await evaluate(job);
        seen.add(unbatched(result));
        for (const [i, { values, rows: places }] of expected.entries()) {
          expect(result.worst?.[i]?.rows).toEqual(
            places.map((row) => ({
              path: input,
              batch: Math.floor(row / batchRows),
              row,
              value: values[row],
              columns: shownOf(row),
            })),
          );
        }
      }
    }
    for (const workers of [1, 2, 7]) {
      const stdin = createReadStream(layouts.find(({ file }) => file.endsWith('.stream'))?.file ?? '');
      const { result } = await evaluate({
        inputs: ['-'],
        losses: 'mse,mae',
        worst: 20,
        show,
        workers,
        stdin,
      });
      seen.add(unbatched(result));
    }
    expect(seen.size).toBe(1);
  });

  it('has the value without the weight, and no row that is not used', async () => {
    const names = { target: 'target', prediction: 'holes', weight: 'weight' };
    const { result } = await evaluate({
      inputs: [file],
      losses: 'mae',
      columns: names,
      policies: { nulls: 'skip' },
      where: 'flag',
      worst: 50,
    });
    const values = mae.values(target, prediction);
    const expected = largest(values, isUsed, 50);
    expect(placesOf(result.worst?.[0])).toEqual(expected);
    expect(result.worst?.[0]?.rows.map((row) => [row.value, row.weight])).toEqual(
      expected.map((row) => [values[row], weight[row]]),
    );
  });

  it('goes on over inputs in their order', async () => {
    const parts = ['b', 'a'].map((name) => writeDump(path.join(folder, `${name}.arrow`), columns, 70_000));
    const { result } = await evaluate({
      inputs: parts,
      losses: 'bce',
      columns: { target: 'label', prediction: 'probability' },
      worst: 7,
      show: ['id'],
    });
    const values = bce.values(label.subarray(0, 70_000), probability.subarray(0, 70_000));
    const twice = largest(values, () => true, 4).flatMap((row) =>
      ['a', 'b'].map((name) => [path.join(folder, `${name}.arrow`), row, `row ${row}`]),
    );
    const found = result.worst?.[0]?.rows.map((row) => [row.path, row.row, row.columns['id']]);
    expect(found).toEqual(twice.slice(0, 7));
  });

  it('shows columns of a pipe and of a file in one job', async () => {
    const stream = layouts.find(({ file }) => file.endsWith('1000.stream'))?.file ?? '';
    const other = writeDump(path.join(folder, 'z.arrow'), columns, rows);
    const { result } = await evaluate({
      inputs: ['-', other],
      losses: 'mse',
      worst: 5000,
      show,
      stdin: createReadStream(stream),
    });
    const twice = [...prediction, ...prediction].map((p, i) => (p - (target[i % rows] ?? 0)) ** 2);
    const expected = largest(twice, () => true, 5000);
    expect(new Set(expected.map((row) => row < rows)).size).toBe(2);
    expect(result.worst?.[0]?.rows.map(({ path, row, columns }) => [path, row, columns])).toEqual(
      expected.map((row) => [row < rows ? '-' : other, row % rows, shownOf(row % rows)]),
    );
  });

  it('shows texts of a pipe that differ in every row', async () => {
    const many = 450_000;
    const size = Float64Array.from({ length: many }, (_, row) => (row * 7919) % many);
    const stdin = Readable.from([
      dumpBytes(
        {
          target: numbers(new Float64Array(many)),
          prediction: numbers(size),
          id: texts(Array.from(size, (value) => `size ${value}`)),
        },
        many,
        { format: 'stream', batchRows: 20_000 },
      ),
    ]);
    const { result } = await evaluate({ inputs: ['-'], losses: 'mae', worst: 1000, show: ['id'], stdin });
    const expected = Array.from({ length: 1000 }, (_, i) => [many - 1 - i, `size ${many - 1 - i}`]);
    expect(result.worst?.[0]?.rows.map(({ value, columns }) => [value, columns['id']])).toEqual(expected);
  });

  it('shows columns of a dump on a server', async () => {
    for (const format of ['file', 'stream'] as const) {
      const bytes = dumpBytes(columns, 70_000, { format, batchRows: 9000 });
      const server = await oddServer(bytes, serveWell);
      const { result } = await evaluate({ inputs: [server.url], losses: 'mse', worst: 30, show });
      const values = mse.values(target.subarray(0, 70_000), prediction.subarray(0, 70_000));
      expect(result.worst?.[0]?.rows.map(({ row, batch, columns }) => [row, batch, columns])).toEqual(
        largest(values, () => true, 30).map((row) => [row, Math.floor(row / 9000), shownOf(row)]),
      );
    }
  });

  it('shows lists of any length, and the beginning of long ones', async () => {
    const lists = [[1.5], [], null, [NaN, Infinity, -1], Array.from({ length: 20 }, (_, i) => i), [2, 3]];
    const list = new List(new Field('item', new Float64()));
    const some = {
      target: numbers(new Float64Array(6)),
      prediction: numbers(Float64Array.from(lists, (_, row) => 6 - row)),
      list: typed(lists, list),
      late: typed([null, [], [7], null, [1, 2], []], new List(new Field('item', new Int32()))),
    };
    const shown = [
      ['[1.5]', null],
      ['[]', '[]'],
      [null, '[7]'],
      ['[NaN, Infinity, -1]', null],
      [`[${Array.from({ length: 16 }, (_, i) => i).join(', ')}, … 20 values]`, '[1, 2]'],
      ['[2, 3]', '[]'],
    ];
    for (const format of ['file', 'stream'] as const) {
      const input = writeDump(path.join(folder, `lists.${format}`), some, 6, { format, batchRows: 4 });
      const { result } = await evaluate({ inputs: [input], losses: 'mae', worst: 6, show: ['list', 'late'] });
      expect(result.worst?.[0]?.rows.map(({ columns: { list, late } }) => [list, late])).toEqual(shown);
    }
  });

  it('says of lists that are read once that they need one length', async () => {
    const list = new List(new Field('item', new Float64()));
    const some = { target: numbers(new Float64Array(2)), prediction: numbers(new Float64Array(2)) };
    const job = { inputs: ['-'], losses: 'mae', worst: 1 };
    for (const [values, got] of [
      [[[1], [2, 3]], 'expected 1 values as in the first list, got 2'],
      [[[], [2]], 'expected lists of a value or more, got an empty one'],
    ] as const) {
      const bytes = dumpBytes({ ...some, 'a "list"': typed(values, list) }, 2, { format: 'stream' });
      const shown = evaluate({ ...job, show: ['a "list"'], stdin: Readable.from([bytes]) });
      await expect(shown).rejects.toThrow(
        new RegExp(
          `^E_RAGGED -, batch 0, row ., column "a "list"": ${got}\\. Lists of any length can be shown of files`,
        ),
      );
    }
  });

  it('names numbers that JSON has not in one way', async () => {
    const { stdout } = await offmark(['eval', file, '--loss', 'mse', '--worst', '40', '--show', 'odd']);
    expect(stdout).toMatch(/ {2}NaN\n/);
    expect(stdout).toMatch(/ {2}Infinity\n/);
    expect(stdout).not.toContain('"');
  });

  it('refuses a file that has changed since its rows were read', async () => {
    const changing = writeDump(path.join(folder, 'changing.arrow'), columns, 1000);
    const options = { inputs: [changing], losses: 'mse', worst: 3, show: ['id'], workers: 1 } as const;
    const onProgress = (): void => {
      writeDump(changing, { ...columns, id: columns.kind }, 900);
    };
    await expect(evaluate({ ...options, onProgress })).rejects.toThrow('E_INPUT_CHANGED');
  });

  it('begins with those whose loss is infinite', async () => {
    const infinite = writeDump(
      path.join(folder, 'infinite.arrow'),
      {
        target: numbers(Float64Array.of(0, 1, 0, 1)),
        prediction: numbers(Float64Array.of(1, -1, Infinity, -Infinity)),
      },
      4,
    );
    const { result } = await evaluate({ inputs: [infinite], losses: 'bce-logits', worst: 3 });
    expect(result.worst?.[0]?.rows.map(({ row, value }) => [row, value === null])).toEqual([
      [2, true],
      [3, true],
      [0, false],
    ]);
  });

  it('is of no rows where there are none', async () => {
    const none = writeDump(
      path.join(folder, 'none.arrow'),
      { target: numbers(new Float64Array(0)), prediction: numbers(new Float64Array(0)) },
      0,
    );
    const { result } = await evaluate({ inputs: [none], losses: 'mse', worst: 3 });
    expect(result.worst).toEqual([{ loss: 'mse', parameters: {}, rows: [] }]);
  });
}, 120_000);

async function failure(...args: readonly string[]): Promise<readonly [string, number | null]> {
  const { stderr, code } = await offmark(['eval', file, ...args]);
  return [stderr.replaceAll(folder, ''), code];
}

describe('what cannot be listed', () => {
  it('is refused in one line', async () => {
    const outputs = ['--target', 'pair', '--prediction', 'pair'];
    const of = (...args: readonly string[]) => failure('--loss', 'mse', ...args);
    expect([
      await of('--worst', '0'),
      await of('--worst', '3', '--show', 'nothing'),
      await of('--show', 'id'),
      await of('--worst', '3', '--show', 'id,id'),
      await of('--worst', '3', ...outputs),
      await failure('--loss', 'mse,rmse', '--worst', '3'),
    ]).toMatchSnapshot();
  });
});

describe('texts in the columns that are shown', () => {
  const hostile = Object.values(hostileTexts).filter((text) => !/\p{Cs}/u.test(text));
  const values = hostile.map((_, i) => i);
  writeDump(
    path.join(folder, 'hostile.arrow'),
    {
      target: numbers(new Float64Array(hostile.length)),
      prediction: numbers(Float64Array.from(values)),
      id: texts(hostile),
    },
    hostile.length,
  );

  it('come through as they are, and are escaped by each sink', async () => {
    const args = ['eval', 'hostile.arrow', '--loss', 'mae', '--worst', '100', '--show', 'id'];
    const { stdout } = await offmark([...args, '--format', 'json'], { cwd: folder });
    const result: Result = JSON.parse(stdout).result;
    expect(result.worst?.[0]?.rows.map(({ columns }) => columns['id'])).toEqual(hostile.toReversed());
    for (const format of ['text', 'markdown']) {
      const shown = await offmark([...args, '--format', format], { cwd: folder });
      expect(shown.stdout).toMatchSnapshot(format);
      expect(shown.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }
  });
});
