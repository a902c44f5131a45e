import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import path from 'node:path';
import { Dictionary, Field, Float32, Int16, Int32, LargeUtf8, List, Struct, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { sparseCce } from '@offmark/losses';
import { evaluate, evaluatePart, mergeStates, partialStateText, renderReport } from 'offmark';
import type { EvaluateOptions, PartialState } from 'offmark';
import { dumpBytes, matrix, numbers, texts, typed, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';

const folder = testFolder();
const at = (name: string): string => path.join(folder, name);
const rows = 70_000;
const names = ['cat', 'dog', 'owl'];
const random = randomNumbers(3);
const label = Int32Array.from({ length: rows }, (_, row) => (row < 3 ? row : Math.floor(random() * 3)));
const score = Float32Array.from({ length: rows * 3 }, () => 0.1 + 0.8 * random());
const rowsOf = Array.from({ length: rows }, (_, row) => Array.from(score.subarray(row * 3, row * 3 + 3)));
const words = Array.from(label, (index) => names[index] ?? '');
const column = (index: number): Float32Array =>
  Float32Array.from({ length: rows }, (_, row) => score[row * 3 + index] ?? 0);
const item = new Field('item', new Float32(), true);
const output = new Struct<{ label: Int32; scores: List<Float32> }>([
  new Field('label', new Int32(), true),
  new Field('scores', new List(item), true),
]);

const columns = {
  label: numbers(label),
  word: texts(words),
  large: typed(words, new LargeUtf8()),
  category: typed(words, new Dictionary(new Utf8(), new Int16())),
  coded: typed(Array.from(label), new Dictionary(new Int32(), new Int32())),
  matrix: matrix(score, 3),
  list: typed(rowsOf, new List(item)),
  p_0: numbers(column(0)),
  p_1: numbers(column(1)),
  p_2: numbers(column(2)),
  output: typed(
    rowsOf.map((scores, row) => ({ label: label[row], scores })),
    output,
  ),
};
const file = writeDump(at('all.arrow'), columns, rows, { batchRows: 30_000 });
const stream = writeDump(at('all.arrows'), columns, rows, { batchRows: 999, format: 'stream' });
const loss = 'sparse-cce:normalize=true';
const mean = sparseCce.with({ normalize: true }).mean(label, { data: score, classes: 3 });

async function resultOf(
  inputs: readonly string[],
  target: string,
  prediction: string,
  options: Partial<EvaluateOptions> = {},
): Promise<string> {
  const { result } = await evaluate({ inputs, losses: loss, columns: { target, prediction }, ...options });
  return JSON.stringify(result);
}

async function errorOf(
  inputs: readonly string[],
  target: string,
  options: Partial<EvaluateOptions> = {},
): Promise<string> {
  const outcome = resultOf(inputs, target, 'matrix', options).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  return (await outcome).replaceAll(`${folder}${path.sep}`, '');
}

describe('columns of every kind give the same bytes', () => {
  it.each([
    ['label', 'matrix', undefined],
    ['label', 'list', undefined],
    ['label', 'p_*', undefined],
    ['coded', 'output.scores', undefined],
    ['output.label', 'list', undefined],
    ['category', 'p_*', undefined],
    ['category', 'matrix', names],
    ['word', 'list', names],
    ['large', 'matrix', names],
  ] as const)(
    '%s with %s',
    async (target, prediction, classes) => {
      const plain = await resultOf([file], 'label', 'matrix');
      const options = classes === undefined ? {} : { classes };
      for (const workers of [1, 2, 7]) {
        expect(await resultOf([file], target, prediction, { ...options, workers })).toBe(plain);
        expect(await resultOf([stream], target, prediction, { ...options, workers })).toBe(plain);
      }
      const stdin = createReadStream(stream);
      expect(await resultOf(['-'], target, prediction, { ...options, stdin, workers: 2 })).toBe(plain);
      expect(JSON.parse(plain)).toMatchObject({ losses: [{ value: mean }] });
    },
    60_000,
  );
});

const dictionary = (...values: readonly (string | null)[]): ReturnType<typeof typed> =>
  typed(values, new Dictionary(new Utf8(), new Int32()));

const lists = (name: string, values: readonly (readonly number[] | null)[], batchRows = 2): string => {
  const list = typed(values, new List(item));
  const target = numbers(new Int32Array(values.length));
  return writeDump(at(name), { target, list }, values.length, { format: 'stream', batchRows });
};

const piped = (bytes: Uint8Array): Promise<string> =>
  errorOf(['-'], 'word', { stdin: Readable.from([bytes]) });

const stateOf = (input: string, classes: readonly string[]): Promise<PartialState> =>
  evaluatePart({
    inputs: [input],
    losses: loss,
    columns: { target: 'word', prediction: 'matrix' },
    classes,
  });

describe('lists', () => {
  const ofList = {
    columns: { prediction: 'list' },
    losses: 'sparse-cce',
    policies: { nulls: 'skip' },
  } as const;
  const lateFile = lists('late.arrows', [null, null, null, null, [0.5, 0.5], [0.5, 0.5]]);
  const nullFile = lists('nulls.arrows', [null, null]);
  const wideFile = lists('wide.arrows', [[0.5, 0.25, 0.25], null]);

  it('say how long they are wherever the first one is', async () => {
    const result = { losses: [{ value: Math.LN2, rows: { read: 6, used: 2, null: 4 } }] };
    expect((await evaluate({ ...ofList, inputs: [lateFile] })).result).toMatchObject(result);
    const stdin = createReadStream(lateFile);
    expect((await evaluate({ ...ofList, inputs: ['-'], stdin })).result).toMatchObject(result);
    const both = await evaluate({ ...ofList, inputs: ['-', lateFile], stdin: createReadStream(nullFile) });
    expect(both.result).toMatchObject({ losses: [{ value: Math.LN2, rows: { read: 8, used: 2 } }] });
  });

  it('may all be null', async () => {
    const empty = { losses: [{ value: null, state: 'empty', rows: { read: 2, null: 2 } }] };
    expect((await evaluate({ ...ofList, inputs: [nullFile] })).result).toMatchObject(empty);
    const piped = await evaluate({ ...ofList, inputs: ['-'], stdin: createReadStream(nullFile) });
    expect(piped.result).toMatchObject(empty);
  });

  it('are as long in every input', async () => {
    const other = 'column "list": expected 2 classes as in';
    await expect(evaluate({ ...ofList, inputs: [lateFile, wideFile] })).rejects.toThrow(other);
    const stdin = createReadStream(wideFile);
    await expect(evaluate({ ...ofList, inputs: ['-', lateFile], stdin })).rejects.toThrow(
      'E_RAGGED -, batch 0',
    );
  });
});

describe('class names', () => {
  const three = { matrix: matrix(new Float32Array(9).fill(0.5), 3) };
  const small = (name: string, word: ReturnType<typeof typed>): string =>
    writeDump(at(name), { word, ...three }, 3, { format: 'stream' });
  const plainTexts = small('texts.arrows', texts(['cat', 'cow\n', 'dog']));
  const first = small('1.arrows', dictionary('cat', 'dog', 'cat'));
  const longer = small('2.arrows', dictionary('cat', 'dog', 'owl'));
  const other = small('3.arrows', dictionary('cat', 'owl', 'dog'));

  it('are those of the longest dictionary, of which the others are beginnings', async () => {
    const joint = await resultOf([first, longer], 'word', 'matrix');
    expect(joint).toBe(await resultOf([first, longer], 'word', 'matrix', { classes: names }));
  });

  it('are given for texts in another order, or without a dictionary', async () => {
    expect(await errorOf([first, other], 'word')).toBe(
      'E_CLASS_NAMES 3.arrows, column "word": expected the class names of 1.arrows, "dog" as class 1, got "owl". ' +
        'Give the names of all classes, in their order, with --classes.',
    );
    expect(await resultOf([first, other], 'word', 'matrix', { classes: names })).toContain('"read":6');
    expect(await errorOf([plainTexts], 'word')).toBe(
      'E_COLUMN_TYPE texts.arrows, column "word": expected class indices, or texts whose classes are named, got texts ' +
        'without a dictionary. Give the names of all classes, in their order, with --classes.',
    );
  });

  it('are those of a pipe, as long as they stay the same', async () => {
    const two = { word: dictionary('cat', 'dog'), ...three };
    const schemaAndRows = dumpBytes(two, 2, { format: 'stream' });
    expect(await piped(schemaAndRows)).toContain('"read":2');
    // Each batch has the dictionary of its own slice: the second one is another.
    const changing = {
      word: { ...two.word, slice: (from: number) => dictionary(from === 0 ? 'cat' : 'dog').slice(0, 1) },
      ...three,
    };
    expect(await piped(dumpBytes(changing, 2, { format: 'stream', batchRows: 1 }))).toMatch(
      /^E_CLASS_NAMES -, column "word"/u,
    );
    const withNames = {
      stdin: Readable.from([dumpBytes(changing, 2, { format: 'stream', batchRows: 1 })]),
      classes: names,
    };
    expect(await resultOf(['-'], 'word', 'matrix', withNames)).toContain('"read":2');
  });

  it('stand in the result where a loss tells something by class, once, and in its tables', async () => {
    const job = { inputs: [longer], columns: { target: 'word', prediction: 'matrix' } };
    const byClass = { ...job, losses: 'f1,confusion-matrix' };
    const report = await evaluate(byClass);
    expect(report.result.classes).toEqual(['cat', 'dog', 'owl']);
    expect(await renderReport(report, 'text')).toMatch(/f1: classes\s+class\s+value\s+weight\s+cat +0.5 /u);
    expect(await renderReport(report, 'markdown')).toMatch(/\| +\| +cat \| +dog \| +owl \|/u);
    const shown = JSON.stringify(report.result);
    const fromPipe = { ...byClass, inputs: ['-'], stdin: createReadStream(longer) };
    expect(JSON.stringify((await evaluate(fromPipe)).result)).toBe(shown);
    const part = partialStateText(await evaluatePart(byClass));
    expect(JSON.stringify((await mergeStates([part])).result)).toBe(shown);
    const noneByClass = await evaluate({ ...job, losses: 'sparse-cce' });
    expect(noneByClass.result.classes).toBeUndefined();
  });

  it('are those that are given for class indices, and a number where there are none', async () => {
    const indices = { word: numbers(Int32Array.of(0, 1, 2)), ...three };
    const input = writeDump(at('indices.arrow'), indices, 3);
    const job = {
      inputs: [input],
      losses: 'confusion-matrix',
      columns: { target: 'word', prediction: 'matrix' },
    };
    expect((await evaluate({ ...job, classes: ['cat', 'dog'] })).result.classes).toEqual(['cat', 'dog']);
    const shown = await renderReport(await evaluate({ ...job, classes: ['cat', 'dog'] }), 'text');
    expect(shown).toMatch(/matrix\s+cat +dog +2\s+cat +1 +0 +0\s+dog +1 +0 +0\s+2 +1 +0 +0/u);
    expect((await evaluate(job)).result.classes).toBeUndefined();
  });

  it('are part of a state: others do not merge', async () => {
    const states = [await stateOf(first, ['cat', 'dog']), await stateOf(first, ['dog', 'cat'])];
    await expect(mergeStates(states.map(partialStateText))).rejects.toThrow('classes');
  });

  it('must name every text, whatever is in it', async () => {
    for (const workers of [1, 2]) {
      expect(await errorOf([plainTexts], 'word', { classes: names, workers })).toBe(
        String.raw`E_LABEL_UNKNOWN texts.arrows, batch 0, row 1, column "word": expected one of the classes "cat", "dog", "owl", ` +
          String.raw`got "cow\n". Give the names of all classes, in their order.`,
      );
      expect(await errorOf([longer], 'word', { classes: ['cat', 'dog'], workers })).toMatch(
        /^E_LABEL_UNKNOWN .* got "owl"\./u,
      );
    }
  });

  it('are for losses that compare with a class', async () => {
    const asMse = evaluate({
      inputs: [first],
      losses: 'mse',
      columns: { target: 'word', prediction: 'matrix' },
    });
    await expect(asMse).rejects.toThrow('expected a number column, got dictionary<utf8>');
    const binary = writeDump(
      at('binary.arrow'),
      { target: texts(['no', 'yes']), prediction: numbers(Float64Array.of(0.5, 0.5)) },
      2,
    );
    const { result } = await evaluate({ inputs: [binary], losses: 'bce', classes: ['no', 'yes'] });
    expect(result.losses[0]?.value).toBe(Math.LN2);
  });
});
