import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dictionary, Field, Float64, Int32, Struct, Uint8, Utf8 } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bits,
  float32s,
  int32s,
  none,
  rawStream,
} from '../../../packages/arrow-ipc/test/support/raw-dump.ts';
import { purposeOf } from '../src/inspect/column-names.ts';
import { shellCommand } from '../src/inspect/shell-quote.ts';
import { offmark } from './support/command.ts';
import { booleans, dumpBytes, matrix, nullable, numbers, texts, typed, writeDump } from './support/dump.ts';
import type { DumpColumn, DumpOptions } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const bundle = fileURLToPath(new URL('../dist/bundle/offmark.cjs', import.meta.url));
const corpus = new URL(
  '../../../packages/arrow-ipc/test/data/arrow-testing/arrow-ipc-stream/integration/',
  import.meta.url,
);

interface Suggested {
  readonly target: string;
  readonly prediction: string;
  readonly guessed: boolean;
  readonly task: string;
  readonly losses: readonly { readonly loss: string }[];
  readonly alsoFit: readonly string[];
  readonly notes: readonly string[];
  readonly command: string;
}

interface Inspected {
  readonly suggestions: readonly Suggested[];
  readonly columns: readonly {
    readonly name: string;
    readonly nulls: number | null;
    readonly problem: string | null;
  }[];
}

const inspect = (...args: readonly string[]): ReturnType<typeof offmark> =>
  offmark(['inspect', ...args], { cwd });

async function inspected(...args: readonly string[]): Promise<Inspected> {
  const { code, stdout, stderr } = await inspect(...args, '--format', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

function write(
  name: string,
  columns: Readonly<Record<string, DumpColumn>>,
  rows: number,
  options?: DumpOptions,
): string {
  return path.basename(writeDump(path.join(cwd, name), columns, rows, options));
}

/** Runs a command line as a person would paste it. */
function paste(command: string): string {
  const script = `offmark() { "$NODE" "$BUNDLE" "$@"; }\n${command}`;
  const env = { ...process.env, NODE: process.execPath, BUNDLE: bundle };
  return execFileSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' });
}

const zeroOne = numbers(Uint8Array.of(0, 1, 1, 0));
const shares = numbers(Float32Array.of(0.1, 0.75, 0.5, 0.25));
const reals = numbers(Float64Array.of(-2.5, 3, 0.1, -1));
const labels = numbers(Int32Array.of(2, 0, 1, 2));
const sharesOfThree = matrix(Float64Array.of(0.2, 0.3, 0.5, 1, 0, 0, 0.25, 0.5, 0.25, 0, 0, 1), 3);
const realsOfThree = matrix(Float32Array.of(1, 2, 3, -4, 5, 6, 7, 8, 9, -10, 11, 12), 3);
const oneHot = matrix(Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1), 3);

describe('says what columns look like, and prints a command that runs', () => {
  it.each([
    ['numbers', reals, shares, 'regression', ['mse', 'mae']],
    ['labels and a number', labels, reals, 'regression', ['mse', 'mae']],
    ['shares and shares', shares, shares, 'regression', ['mse', 'mae']],
    ['flags and shares', zeroOne, shares, 'binary-probabilities', ['bce', 'binary-accuracy', 'binary-f1']],
    ['booleans and shares', booleans([true, false, true, true]), shares, 'binary-probabilities', ['bce']],
    ['flags and numbers', zeroOne, reals, 'binary-logits', ['bce-logits']],
    ['flags and flags', zeroOne, booleans([true, false, true, true]), 'binary-decisions', ['mae']],
    [
      'labels and shares of classes',
      labels,
      sharesOfThree,
      'class-probabilities',
      ['sparse-cce', 'accuracy', 'f1:average=macro'],
    ],
    ['flags and shares of classes', zeroOne, sharesOfThree, 'class-probabilities', ['sparse-cce']],
    [
      'labels and numbers of classes',
      labels,
      realsOfThree,
      'class-logits',
      ['sparse-cce-logits', 'accuracy'],
    ],
    ['one-hot labels and shares', oneHot, sharesOfThree, 'one-hot-probabilities', ['cce']],
    ['soft labels and numbers', sharesOfThree, realsOfThree, 'one-hot-logits', ['cce-logits']],
  ] as const)('%s', async (name, target, prediction, task, losses) => {
    const file = write(`${name}.arrow`, { target, prediction }, 4);
    const { suggestions } = await inspected(file);
    expect(suggestions.map((suggestion) => suggestion.task)).toEqual([task]);
    const [suggestion] = suggestions;
    expect(suggestion?.losses.map(({ loss }) => loss)).toEqual(expect.arrayContaining([...losses]));
    expect(suggestion?.guessed).toBe(true);
    expect(paste(suggestion?.command ?? 'false')).toContain('4 rows');
  });

  it.each([
    ['labels beyond the classes', numbers(Int32Array.of(0, 1, 3, 0)), sharesOfThree],
    ['one-hot labels of other classes', matrix(Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0), 2), sharesOfThree],
    ['a number for a class matrix', reals, sharesOfThree],
    ['a class matrix for a number', oneHot, reals],
  ])('%s do not go together', async (name, target, prediction) => {
    const { stdout } = await inspect(write(`${name}.arrow`, { target, prediction }, 4));
    expect(stdout).toContain('No two columns look like a target and its prediction.');
  });
});

const classTexts = ['cat', 'dog', 'owl', 'dog'];
const dictionary = typed(classTexts, new Dictionary(new Utf8(), new Int32()));
const pets = texts(classTexts);
const answers = texts(['no', 'yes', 'yes', 'no']);

/** Columns `p_0`, `p_1`, … of a class matrix. */
function sideBySide(
  prefix: string,
  values: readonly number[],
  classes: number,
): Readonly<Record<string, DumpColumn>> {
  return Object.fromEntries(
    Array.from({ length: classes }, (_, k) => {
      const column = values.filter((_value, index) => index % classes === k);
      return [`${prefix}${k}`, numbers(Float64Array.from(column))];
    }),
  );
}

const distributions = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0, 0, 1, 0.125, 0.75, 0.125];

describe('targets of texts', () => {
  it.each([
    ['a dictionary and classes', dictionary, sharesOfThree, 'class-probabilities', ''],
    ['a dictionary and logits', dictionary, realsOfThree, 'class-logits', ''],
    ['texts and classes', pets, sharesOfThree, 'class-probabilities', ' --classes=cat,dog,owl'],
    ['texts and shares', answers, shares, 'binary-probabilities', ' --classes=no,yes'],
    ['texts and numbers', answers, reals, 'binary-logits', ' --classes=no,yes'],
    ['texts and flags', answers, zeroOne, 'binary-decisions', ' --classes=no,yes'],
  ] as const)('%s', async (name, target, prediction, task, flags) => {
    const file = write(`${name}.arrow`, { target, prediction }, 4);
    const { suggestions } = await inspected(file);
    expect(suggestions.map((suggestion) => suggestion.task)).toEqual([task]);
    const [{ command, notes } = { command: 'false', notes: [] }] = suggestions;
    expect(command).toMatch(new RegExp(`^offmark eval '${file}' --loss [^ ]+${flags}$`, 'u'));
    expect(notes[0]).toBe(
      flags === ''
        ? 'Its dictionary numbers the classes: "cat" is 0, "dog" is 1, "owl" is 2.'
        : 'The order of --classes is a guess (alphabetical, as scikit-learn numbers them): it must be that of the predictions.',
    );
    expect(paste(command)).toContain('4 rows');
  });

  it.each([
    ['fewer texts than classes', answers, sharesOfThree],
    ['more texts than a yes and a no', pets, shares],
    ['names that --classes cannot say', texts(['a,b', 'c', 'c', 'c']), shares],
    ['texts predicted', zeroOne, answers],
  ])('%s do not go together', async (name, target, prediction) => {
    const { stdout } = await inspect(write(`${name}.arrow`, { target, prediction }, 4));
    expect(stdout).toContain('No two columns look like a target and its prediction.');
  });

  it('are shown, as far as they may be classes', async () => {
    const rows = 5000;
    const words = texts(Array.from({ length: rows }, (_, row) => `row ${row}`));
    const few = texts(Array.from({ length: rows }, (_, row) => `class ${row % 3}`));
    const { stdout } = await inspect(write('words.arrow', { words, few }, rows));
    expect(stdout).toContain('3 texts: "class 0", "class 1", "class 2"\n');
    expect(stdout).toMatch(/\d+ texts: "row 0", "row 1", .*, …\n/u);
  });
});

/** A column of runs: a number, and then three nulls. */
function runs(rows: number): Uint8Array {
  const children = [
    { name: 'run_ends', type: { kind: 'int', bits: 32, isSigned: true } },
    { name: 'values', type: { kind: 'float32' } },
  ] as const;
  const buffers = [none, int32s(rows - 3, rows), bits(true, false), float32s(0.5, 0)];
  const nodes = [
    [rows, 0],
    [2, 0],
    [2, 1],
  ] as const;
  return rawStream([{ name: 'a', type: { kind: 'runs' }, children }], [{ rows, nodes, buffers }]);
}

describe('columns within others, and side by side', () => {
  it('fields of a struct by their paths', async () => {
    const type = new Struct([new Field('label', new Uint8(), true), new Field('score', new Float64(), true)]);
    const output = [0.25, 0.5, null, 0.75].map((score, row) => ({ label: row % 2, score }));
    const file = write('struct.arrow', { output: typed(output, type) }, 4);
    const { suggestions, columns } = await inspected(file);
    expect(columns.map(({ name, nulls, problem }) => [name, nulls, problem])).toEqual([
      ['output', 0, 'its fields follow'],
      ['output.label', 0, null],
      ['output.score', 1, null],
    ]);
    expect(suggestions).toMatchObject([{ target: 'output.label', prediction: 'output.score' }]);
    expect(paste(suggestions[0]?.command ?? 'false')).toContain('4 rows = 3 used + 1 null');
  });

  it('p_0, p_1, p_2 as one class matrix', async () => {
    const file = write('patterns.arrow', { target: dictionary, ...sideBySide('p_', distributions, 3) }, 4);
    const { suggestions, columns } = await inspected(file);
    expect(columns.map(({ name }) => name)).toEqual(['target', 'p_0', 'p_1', 'p_2', 'p_*']);
    expect(suggestions).toHaveLength(1);
    expect(suggestions[0]).toMatchObject({ prediction: 'p_*', task: 'class-probabilities' });
    expect(suggestions[0]?.command).toContain("--prediction 'p_*'");
    expect(paste(suggestions[0]?.command ?? 'false')).toContain('4 rows');
    const one = await inspected(file, '--prediction', 'p_1', '--target', 'p_0');
    expect(one.suggestions).toMatchObject([{ target: 'p_0', prediction: 'p_1', guessed: false }]);
  });

  it('no class matrix where a number is missing, or a column is none of numbers', async () => {
    const gap = { target: labels, p_0: shares, p_1: shares, p_3: shares };
    const { columns } = await inspected(write('gap.arrow', gap, 4));
    expect(columns.map(({ name }) => name)).toEqual(['target', 'p_0', 'p_1', 'p_3']);
    const mixed = await inspected(write('mixed classes.arrow', { p_0: shares, p_1: answers }, 4));
    expect(mixed.columns.map(({ name }) => name)).toEqual(['p_0', 'p_1']);
  });

  it('counts the nulls of runs by their rows, if it has seen all', async () => {
    for (const [rows, nulls] of [
      [10, 3],
      [100_000, null],
    ] as const) {
      writeFileSync(path.join(cwd, 'runs.arrows'), runs(rows));
      expect((await inspected('runs.arrows')).columns).toMatchObject([{ name: 'a', nulls }]);
    }
  });
});

const purposes = (...names: readonly string[]): readonly string[] => names.map(purposeOf);

describe('tells columns apart', () => {
  it('by their names', () => {
    expect(new Set(purposes('target', 'y', 'y_true', 'trueLabel', 'label', 'one_hot'))).toEqual(
      new Set(['target']),
    );
    expect(new Set(purposes('prediction', 'y_pred', 'yHat', 'predProba', 'logits', 'score', 'p'))).toEqual(
      new Set(['prediction']),
    );
    expect(new Set(purposes('weight', 'sample_weight', 'w'))).toEqual(new Set(['weight']));
    expect(purposes('output.label', 'output.score', 'prediction.a')).toEqual([
      'target',
      'prediction',
      'prediction',
    ]);
    expect(new Set(purposes('id', 'scored_at', 'day', ''))).toEqual(new Set(['unknown']));
  });

  it('by what is left, where names say nothing', async () => {
    const file = write('nameless.arrow', { a: zeroOne, b: shares }, 4);
    const { suggestions } = await inspected(file);
    expect(suggestions.map(({ target, prediction, task }) => [target, prediction, task])).toEqual([
      ['a', 'b', 'binary-probabilities'],
      ['b', 'a', 'regression'],
    ]);
  });

  it('as they are named, and does not call that a guess', async () => {
    const file = write('named.arrow', { target: zeroOne, prediction: shares, other: reals }, 4);
    const { suggestions } = await inspected(file, '--target', 'target', '--prediction', 'other');
    expect(suggestions).toMatchObject([{ prediction: 'other', guessed: false, task: 'binary-logits' }]);
    expect(suggestions[0]?.command).toBe('offmark eval named.arrow --loss bce-logits --prediction other');
    const half = await inspected(file, '--prediction', 'other');
    expect(half.suggestions).toMatchObject([{ target: 'target', guessed: true }]);
  });

  it('weights from the rest, and says how to use them', async () => {
    const file = write('weighted.arrow', { target: reals, prediction: shares, 'sample weight': shares }, 4);
    const { suggestions } = await inspected(file);
    expect(suggestions).toHaveLength(1);
    expect(suggestions[0]?.notes).toContain(
      `To let rows count by "sample weight", add --weight 'sample weight'.`,
    );
  });
});

describe('gives advice that follows from the rows', () => {
  it('bends Huber at twice the median error, and warns of outliers', async () => {
    const target = numbers(Float64Array.of(0, 0, 0, 0, 0));
    const file = write(
      'outlier.arrow',
      { target, prediction: numbers(Float64Array.of(-1, 2, 3, -3, 80)) },
      5,
    );
    // The target is only zeros, which look like flags: say that they are numbers by making one of them −1.
    const numeric = write(
      'outlier2.arrow',
      {
        target: numbers(Float64Array.of(-1, 0, 0, 0, 0)),
        prediction: numbers(Float64Array.of(-2, 2, 3, -3, 80)),
      },
      5,
    );
    expect((await inspected(file)).suggestions[0]?.task).toBe('binary-logits');
    const { suggestions } = await inspected(numeric);
    expect(suggestions[0]?.losses.map(({ loss }) => loss)).toEqual(['mse', 'mae', 'huber:delta=6']);
    expect(suggestions[0]?.notes.join()).toContain('27 times the median');
  });

  it('warns of rare labels', async () => {
    const target = numbers(Uint8Array.from({ length: 100 }, (_, i) => (i < 3 ? 1 : 0)));
    const prediction = numbers(Float64Array.from({ length: 100 }, (_, i) => i / 200));
    const { suggestions } = await inspected(write('rare.arrow', { target, prediction }, 100));
    expect(suggestions[0]?.notes).toEqual([
      'Only 3.0 % of the sample is 1: a model that always says 0 has a small loss too.',
    ]);
  });

  it('leaves out rows that would be refused, and says so', async () => {
    const target = nullable([1, null, 3, 4]);
    const prediction = numbers(Float64Array.of(1, 2, NaN, 3.5));
    const { suggestions, columns } = await inspected(write('holes.arrow', { target, prediction }, 4));
    expect(columns.map(({ nulls }) => nulls)).toEqual([1, 0]);
    expect(suggestions[0]?.notes).toHaveLength(2);
    expect(paste(suggestions[0]?.command ?? 'false')).toContain('4 rows = 2 used + 1 null + 1 NaN');
  });

  it("names other losses that compare the same, a user's own too", async () => {
    const example = fileURLToPath(new URL('../../../examples/my-losses.mjs', import.meta.url));
    const file = write('own.arrow', { target: reals, prediction: shares }, 4);
    const { suggestions } = await inspected(file, '--losses-from', example);
    expect(suggestions[0]?.alsoFit).toContain('linex');
    expect(suggestions[0]?.alsoFit).not.toContain('bce');
  });
});

describe('looks at dumps of every kind', () => {
  it('a stream without its end marker', async () => {
    const bytes = dumpBytes({ target: reals, prediction: shares }, 4, { format: 'stream', batchRows: 2 });
    writeFileSync(path.join(cwd, 'cut.arrows'), bytes.subarray(0, -8));
    const { code, stdout } = await inspect('cut.arrows');
    expect(code).toBe(0);
    expect(stdout).toContain('Arrow IPC stream');
    expect(stdout).toContain('4 rows in 2 batches of at most 2, uncompressed, without an end marker');
  });

  it('no rows', async () => {
    const { code, stdout } = await inspect(write('none.arrow', { target: reals, prediction: shares }, 0));
    expect(code).toBe(0);
    expect(stdout).toContain('0 rows in 0 batches');
  });

  it('a folder: the first dump, and how many there are', async () => {
    mkdirSync(path.join(cwd, 'folder'));
    for (const name of ['b', 'a'])
      writeDump(path.join(cwd, `folder/${name}.arrow`), { target: reals, prediction: shares }, 4);
    const { stdout } = await inspect('folder');
    expect(stdout).toMatch(/^2 dumps, of which this is the first:\nfolder\/a\.arrow: /);
    expect(stdout).toContain('$ offmark eval folder --loss mse,');
  });

  it('columns that cannot be read do no harm', async () => {
    const file = write(
      'mixed.arrow',
      { name: texts(['a', 'b', 'c', 'd']), target: zeroOne, prediction: shares },
      4,
    );
    const { suggestions, columns } = await inspected(file);
    expect(suggestions).toHaveLength(1);
    expect(columns[0]?.name).toBe('name');
  });

  it.each([
    '1.0.0-littleendian/generated_primitive.stream',
    '1.0.0-bigendian/generated_primitive.stream',
    '1.0.0-littleendian/generated_nested.arrow_file',
    '1.0.0-littleendian/generated_duplicate_fieldnames.stream',
    '2.0.0-compression/generated_zstd.arrow_file',
    '1.0.0-littleendian/generated_union.stream',
  ])("the Arrow project's %s", async (name) => {
    const { code, stdout, stderr } = await inspect(fileURLToPath(new URL(name, corpus)));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeGreaterThan(4);
  });
});

describe('shows nothing that a terminal obeys', () => {
  const hostile = `y\u001B[31m\n"'$(touch pwned)\`\\ ‮é\u2028`;

  it('and quotes names so that the command means them', async () => {
    const file = write(
      `it's $HOME.arrow`,
      { [`${hostile} true`]: reals, [`${hostile} predicted`]: shares, [`${hostile} weight`]: shares },
      4,
    );
    const { code, stdout } = await inspect(file);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u2028]/u);
    const command = stdout.split('  $ ').at(-1)?.trimEnd() ?? '';
    expect(command).not.toContain('\n');
    expect(paste(command)).toContain('4 rows');
  });

  it('quotes any text so that a shell reads it back', () => {
    const words = fc
      .sample(fc.string({ unit: 'binary', maxLength: 20 }), 300)
      .map((word) => word.replaceAll('\0', ''));
    const read = execFileSync('bash', ['-c', `printf '%s\\0' ${shellCommand(words)}`]).toString('utf8');
    expect(read).toBe(words.map((word) => `${word}\0`).join(''));
  });
});

describe('one clear line', () => {
  writeFileSync(path.join(cwd, 'text.csv'), 'target,prediction\n1,2\n');
  mkdirSync(path.join(cwd, 'empty'));

  it.each([
    ['a missing file', ['nowhere.arrow'], 3],
    ['a text file', ['text.csv'], 3],
    ['a folder without dumps', ['empty'], 2],
    ['standard input', ['-'], 2],
    ['no input', [], 2],
    ['an unknown option', ['numbers.arrow', '--loss', 'mse'], 2],
    ['a missing column', ['numbers.arrow', '--target', 'tagret'], 3],
  ] as const)('for %s', async (what, args, code) => {
    const outcome = await inspect(...args);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' });
    expect(outcome.stderr).toMatchSnapshot(what);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
