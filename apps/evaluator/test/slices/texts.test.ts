import path from 'node:path';
import { createReadStream } from 'node:fs';
import { Dictionary, Int32, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { EvaluateOptions } from 'offmark';
import { numbers, texts, typed, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 70_000;
const random = randomNumbers(17);
const words = ['test', 'train', 'ärger', '', 'Z', '😀', 'a,b'];
const word = Array.from({ length: rows }, () => words[Math.floor(random() * words.length)] ?? '');
const split = Array.from({ length: rows }, () => (random() < 0.1 ? null : random() < 0.5 ? 'test' : 'train'));
const group = Int32Array.from({ length: rows }, () => Math.floor(random() * 3));
const error = Float64Array.from({ length: rows }, () => Math.floor(random() * 1000));
const columns = {
  target: numbers(new Float64Array(rows)),
  prediction: numbers(error),
  word: texts(word),
  packed: typed(word, new Dictionary(new Utf8(), new Int32())),
  split: typed(split, new Utf8()),
  group: numbers(group),
};
const file = writeDump(path.join(folder, 'texts.arrow'), columns, rows, { batchRows: 30_000 });
const stream = writeDump(path.join(folder, 'texts.arrows'), columns, rows, {
  format: 'stream',
  batchRows: 999,
});
const options: EvaluateOptions = { inputs: [file], losses: 'mae' };

/** The mean of the errors, which are integers: their sum is exact. */
function meanOf(wanted: (row: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < rows; row++) {
    if (!wanted(row)) continue;
    sum += error[row] ?? 0;
    count += 1;
  }
  return sum / count;
}

function writePart(name: string, keys: readonly string[]): string {
  const values = {
    target: numbers(new Float64Array(3)),
    prediction: numbers(Float64Array.of(1, 2, 3)),
    key: texts(keys),
  };
  return writeDump(path.join(folder, name), values, 3);
}

describe('slices by texts', () => {
  it.each(['word', 'packed'])('by %s: in the order of their bytes, each with its mean', async (name) => {
    const { result } = await evaluate({ ...options, by: [[name]] });
    const slices = result.slices?.[0]?.slices ?? [];
    const sorted = words.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(slices.map(({ key }) => key)).toEqual(sorted.map((key) => [key]));
    for (const { key, losses } of slices)
      expect(losses[0]?.value).toBe(meanOf((row) => word[row] === key[0]));
  });

  it('null is one of them, and other columns may stand beside', async () => {
    const { result } = await evaluate({ ...options, by: [['split'], ['group', 'split']] });
    expect(result.slices?.[0]?.slices.map(({ key }) => key)).toEqual([['test'], ['train'], [null]]);
    expect(result.slices?.[1]?.slices).toHaveLength(9);
    for (const { key, losses } of result.slices?.[1]?.slices ?? []) {
      const mean = meanOf((row) => group[row] === key[0] && split[row] === key[1]);
      expect(losses[0]?.value).toBe(mean);
    }
  });

  it('is the same slice in every input, whatever its number there', async () => {
    const inputs = [writePart('1.arrow', ['x', 'y', 'x']), writePart('2.arrow', ['y', 'z', 'x'])];
    const { result } = await evaluate({ inputs, losses: 'mae', by: [['key']] });
    expect(result.slices?.[0]?.slices.map(({ key, losses }) => [key[0], losses[0]?.value])).toEqual([
      ['x', 7 / 3],
      ['y', 1.5],
      ['z', 2],
    ]);
  });

  it('of which there are too many, with some of them', async () => {
    for (const inputs of [[file], ['-']]) {
      const stdin = createReadStream(stream);
      await expect(evaluate({ ...options, inputs, stdin, by: [['word']], maxSlices: 6 })).rejects.toThrow(
        new RegExp(`^E_SLICE_COUNT --by word: .* such as (${words.join('|')}), `, 'u'),
      );
    }
  });

  it('has the same bytes from files, streams and pipes, on any number of workers', async () => {
    const asked: EvaluateOptions = {
      ...options,
      by: [['word'], ['packed', 'split']],
      where: 'split != "train" || word == "Z"',
      confidence: 0.9,
      cluster: 'group',
    };
    const results = new Set<string>();
    for (const inputs of [[file], [stream], ['-']]) {
      for (const workers of [1, 2, 7]) {
        const stdin = createReadStream(stream);
        results.add(JSON.stringify((await evaluate({ ...asked, inputs, workers, stdin })).result));
      }
    }
    expect(results.size).toBe(1);
  }, 60_000);
});

describe('conditions on texts', () => {
  it.each<readonly [where: string, keeps: (word: string, split: string | null) => boolean]>([
    ['word == "test"', (w) => w === 'test'],
    [`"test" == packed`, (w) => w === 'test'],
    ['packed != "ärger"', (w) => w !== 'ärger'],
    ["word in ['😀', 'a,b', 'nowhere']", (w) => w === '😀' || w === 'a,b'],
    ["word not in ['😀', '']", (w) => w !== '😀' && w !== ''],
    ['word == ""', (w) => w === ''],
    ['word == "nowhere"', () => false],
    ['split == "test"', (_, s) => s === 'test'],
    ['split != "test"', (_, s) => s === 'train'],
    ['split is null', (_, s) => s === null],
    ['split is not null && word == "Z"', (w, s) => s !== null && w === 'Z'],
    ['"a" == "a" && word == "Z"', (w) => w === 'Z'],
  ])('%s', async (where, keeps) => {
    const kept = (row: number): boolean => keeps(word[row] ?? '', split[row] ?? null);
    const { result } = await evaluate({ ...options, where });
    const [loss] = result.losses;
    expect(loss?.rows.used).toBe(word.filter((_, row) => kept(row)).length);
    // Of no rows there is no mean: null here, NaN there.
    expect(loss?.value ?? NaN).toBe(meanOf(kept));
  });

  it.each<readonly [what: string, where: string, message: RegExp]>([
    ['their order', 'word < "test"', /character 1: expected a number beside </],
    ['a number', 'word == 3', /character 9: expected a text, got a number/],
    [
      'another column of texts',
      'word == split',
      /character 9: expected a text in quotes, got column "split"/,
    ],
    ['arithmetic', 'word + 1 == 2', /character 1: expected a number, got column "word", a text/],
  ])('refuse %s', async (_, where, message) => {
    await expect(evaluate({ ...options, where })).rejects.toThrow(message);
  });
});

it('a column may name classes, be grouped by and be asked for at once', async () => {
  const names = { label: texts(['cat', 'dog', 'cat']), p: numbers(Float64Array.of(0.25, 0.5, 0.5)) };
  const dump = writeDump(path.join(folder, 'classes.arrow'), names, 3);
  const { result } = await evaluate({
    inputs: [dump],
    losses: 'bce',
    columns: { target: 'label', prediction: 'p' },
    classes: ['cat', 'dog'],
    by: [['label']],
    where: 'label in ["cat", "dog"]',
  });
  expect(result.slices?.[0]?.slices.map(({ key, rows }) => [key[0], rows.read])).toEqual([
    ['cat', 2],
    ['dog', 1],
  ]);
});

it('refuses bins of texts', async () => {
  await expect(evaluate({ ...options, by: [['word']], bins: { word: [0, 1] } })).rejects.toThrow(
    /^E_COLUMN_TYPE .*column "word": expected numbers to divide by --bins, got texts/,
  );
});
