import path from 'node:path';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mae } from '@offmark/losses';
import type { EvaluateOptions } from 'offmark';
import { bigints, booleans, matrix, nullable, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate } from './support/valid-report.ts';

const folder = testFolder();

/** Eight rows that a condition may tell apart; target − prediction is 2 to the row's number. */
const small = {
  target: numbers(Float64Array.of(1, 2, 4, 8, 16, 32, 64, 128)),
  prediction: numbers(new Float64Array(8)),
  number: nullable([-2, -1, 0, null, 1, 2, 3, NaN]),
  flag: booleans([true, false, true, false, true, false, true, false]),
  code: numbers(Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  'odd name': numbers(Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1)),
  'a.b': numbers(Float32Array.of(0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5)),
  wide: matrix(Float32Array.of(...Array.from({ length: 16 }, () => 0.5)), 2),
};
const file = writeDump(path.join(folder, 'small.arrow'), small, 8, { batchRows: 3 });

/** The rows that a condition keeps, read off the sum of their losses. */
async function keptRows(where: string): Promise<readonly number[]> {
  const { result } = await evaluate({ inputs: [file], losses: 'mae', where });
  const [loss] = result.losses;
  const sum = Math.round((loss?.value ?? 0) * (loss?.rows.used ?? 0));
  const kept = Array.from({ length: 8 }, (_, row) => row).filter((row) => ((sum >> row) & 1) === 1);
  expect(loss?.rows).toMatchObject({ read: 8, filtered: 8 - kept.length, used: kept.length });
  expect(result.rows).toEqual({ read: 8, filtered: 8 - kept.length });
  return kept;
}

describe('which rows a condition keeps', () => {
  it.each<readonly [where: string, rows: readonly number[]]>([
    ['true', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['false', []],
    ['code == 3', [2]],
    ['code != 3', [0, 1, 3, 4, 5, 6, 7]],
    ['code > 5 && code <= 7', [5, 6]],
    ['3 > code', [0, 1]],
    ['code < 2 || code >= 8', [0, 7]],
    ['code < 2 || code >= 7 && flag', [0, 6]],
    ['(code < 2 || code >= 7) && flag', [0, 6]],
    ['!(code < 7)', [6, 7]],
    ['not code < 7', [6, 7]],
    ['flag', [0, 2, 4, 6]],
    ['!flag', [1, 3, 5, 7]],
    ['flag == false', [1, 3, 5, 7]],
    ['flag != true', [1, 3, 5, 7]],
    ['flag == (code > 4)', [1, 3, 4, 6]],
    ['flag in [true]', [0, 2, 4, 6]],
    ['code in [2, 4, 99, -1]', [1, 3]],
    ['code not in [2, 4]', [0, 2, 4, 5, 6, 7]],
    ['!(code in [2, 4])', [0, 2, 4, 5, 6, 7]],
    ['code + 1 == 2 * 3 - 1', [3]],
    ['-code < -6', [6, 7]],
    ['code / 4 - 1 >= .5e0', [5, 6, 7]],
    ['code - 2 - 1 == 0', [2]],
    ['1 / (code - 1) > 1e300', [0]],
    // A comparison with null is unknown, and unknown is not true: neither is its negation.
    ['number >= 0', [2, 4, 5, 6]],
    ['!(number >= 0)', [0, 1, 7]],
    ['number + 1 > 0', [2, 4, 5, 6]],
    ['number is null', [3]],
    ['number is not null', [0, 1, 2, 4, 5, 6, 7]],
    ['number is nan', [7]],
    ['number is not nan', [0, 1, 2, 3, 4, 5, 6]],
    ['number in [1, 2]', [4, 5]],
    ['number not in [1, 2]', [0, 1, 2, 6, 7]],
    ['number == 0', [2]],
    ['number == -0', [2]],
    ['number in [-0]', [2]],
    ['number != 0', [0, 1, 4, 5, 6, 7]],
    ['number > 0 || code == 4', [3, 4, 5, 6]],
    ['number > 0 && code == 4', []],
    ['!(number > 0 && code == 99)', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['(number > 0) is null', [3]],
    ['flag is null', []],
    ['`odd name` == 1', [1, 3, 5, 7]],
    ['a.b > 2', [4, 5, 6, 7]],
    ['`a.b` > 2', [4, 5, 6, 7]],
  ])('%s', async (where, rows) => {
    expect(await keptRows(where)).toEqual(rows);
  });
});

describe('a condition that is none', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['an assignment', 'code = 3'],
    ['a single ampersand', 'code > 1 & flag'],
    ['half a comparison', 'code >'],
    ['a chain', '1 < code < 3'],
    ['an open parenthesis', '(code > 1'],
    ['a closing parenthesis too many', 'code > 1)'],
    ['an open text', 'code == "x'],
    ['an open list', 'code in [1, 2'],
    ['an empty list', 'code in []'],
    ['a null compared', 'code == null'],
    ['an unknown escape', String.raw`code == "\n"`],
    ['an integer that no double holds', 'code == 9007199254740993'],
    ['a number beyond doubles', 'code < 1e999'],
    ['two values in a row', 'code 3'],
    ['a number alone', 'code + 1'],
    ['a text beside a number', 'code == "test"'],
    ['a flag beside a number', 'code > flag'],
    ['the order of flags', 'flag < true'],
    ['the sign of a flag', '-flag == 1'],
    ['mixed values in a list', 'code in [1, "2"]'],
    ['an unknown column', 'cod == 3'],
    ['a class matrix', 'wide > 1'],
    ['control characters', 'co\u001B[31m\n'],
    ['parentheses without end', '('.repeat(5000)],
    ['operators without end', `code > 0${' + 1'.repeat(5000)}`],
  ])('%s', async (what, where) => {
    const options: EvaluateOptions = { inputs: [file], losses: 'mae', where };
    const error: unknown = await evaluate(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    expect(message).toMatch(/^E_(WHERE|COLUMN_MISSING) /);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.replaceAll(folder, '')).toMatchSnapshot(what);
  });
});

describe('rows that are left out', () => {
  it('are not looked at by any rule', async () => {
    const columns = { columns: { prediction: 'number' }, inputs: [file], losses: 'mae' };
    const { result } = await evaluate({ ...columns, where: 'number is not null && number is not nan' });
    expect(result.losses[0]?.rows).toMatchObject({ read: 8, filtered: 2, used: 6, null: 0, nan: 0 });
    await expect(evaluate({ ...columns, where: 'number is null || code == 1' })).rejects.toThrow(
      /^E_NULL .*small\.arrow, row 3 \(batch 1, row 0\), column "number"/,
    );
  });

  it('come first in the ledger, which adds up beside policies and weights', async () => {
    const { result } = await evaluate({
      inputs: [file],
      losses: 'mae',
      columns: { prediction: 'number', weight: 'odd name' },
      policies: { nulls: 'skip', nans: 'skip' },
      where: 'code != 2 && code != 8',
    });
    const { read, used, filtered, zeroWeight, null: nulls, nan } = result.losses[0]?.rows ?? {};
    expect({ read, used, filtered, zeroWeight, nulls, nan }).toEqual({
      read: 8,
      used: 1,
      filtered: 2,
      zeroWeight: 4,
      nulls: 1,
      nan: 0,
    });
  });

  it('may be all: then there is no number', async () => {
    const { result } = await evaluate({ inputs: [file], losses: 'mae', where: 'code > 99' });
    expect(result.losses[0]).toMatchObject({ value: null, state: 'empty' });
  });
});

it('refuses an integer that a double does not hold, with its row', async () => {
  const big = { ...small, id: bigints([1n, 2n, 3n, 4n, 5n, 2n ** 53n, 7n, 8n]) };
  const dump = writeDump(path.join(folder, 'big.arrow'), big, 8, { batchRows: 3 });
  await expect(evaluate({ inputs: [dump], losses: 'mae', where: 'id > 3' })).rejects.toThrow(
    /^E_INTEGER_RANGE .*big\.arrow, row 5 \(batch 1, row 2\), column "id": expected an integer/,
  );
});

describe('over many rows', () => {
  const rows = 80_000;
  const random = randomNumbers(3);
  const target = Float64Array.from({ length: rows }, () => random() * 100);
  const prediction = Float64Array.from({ length: rows }, () => random() * 100);
  const fold = Int32Array.from({ length: rows }, () => Math.floor(random() * 5));
  const flags = Array.from({ length: rows }, () => random() < 0.7);
  const half = Float64Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1));
  const columns = {
    target: numbers(target),
    prediction: numbers(prediction),
    fold: numbers(fold),
    flag: booleans(flags),
    half: numbers(half),
  };
  const where = '(fold in [1, 3] && flag) || half == 1';
  const keeps = (row: number): boolean =>
    ([1, 3].includes(fold[row] ?? 0) && (flags[row] ?? false)) || half[row] === 1;

  it('keeps those that a plain loop keeps, with the same bytes in any batches, on any number of workers', async () => {
    const kept = Array.from({ length: rows }, (_, row) => row).filter(keeps);
    const results = new Set<string>();
    for (const batchRows of [1000, 65_537, rows]) {
      for (const format of ['file', 'stream'] as const) {
        const name = path.join(folder, `${batchRows}.${format}`);
        writeDump(name, columns, rows, { batchRows, format });
        for (const workers of [1, 2, 7])
          results.add(
            JSON.stringify((await evaluate({ inputs: [name], losses: 'mae,mse', where, workers })).result),
          );
      }
    }
    const piped = createReadStream(path.join(folder, '1000.stream'));
    results.add(
      JSON.stringify(
        (await evaluate({ inputs: ['-'], losses: 'mae,mse', where, workers: 2, stdin: piped })).result,
      ),
    );
    const plain = await evaluate({
      inputs: [path.join(folder, '1000.file')],
      losses: 'mae,mse',
      where,
      backend: 'plain',
    });
    results.add(JSON.stringify(plain.result));
    expect(results.size).toBe(1);
    const [loss] = plain.result.losses;
    expect(loss?.rows).toMatchObject({ read: rows, filtered: rows - kept.length, used: kept.length });
    const mean = mae.mean(
      kept.map((row) => target[row] ?? 0),
      kept.map((row) => prediction[row] ?? 0),
    );
    expect(Math.abs((loss?.value ?? 0) / mean - 1)).toBeLessThan(1e-15);
  });

  it('a condition that all rows meet leaves every bit as it is', async () => {
    const options = { inputs: [path.join(folder, '1000.file')], losses: 'mae,mse' };
    const all = await evaluate({ ...options, where: 'fold >= 0' });
    const none = await evaluate(options);
    expect(all.result.losses.map(({ value }) => value)).toEqual(none.result.losses.map(({ value }) => value));
    expect(none.result.rows).toEqual({ read: rows });
    expect(none.result.losses[0]?.rows).not.toHaveProperty('filtered');
  });
}, 60_000);
