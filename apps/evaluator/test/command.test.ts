import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bce } from '@offmark/losses';
import type { SliceGrouping } from 'offmark';
import { booleans, dumpBytes, matrix, nullable, numbers, texts, writeDump } from './support/dump.ts';
import { offmark } from './support/command.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const at = (name: string): string => path.join(cwd, name);

const rows = 5;
const columns = {
  target: numbers(Float64Array.of(1, 2, 3, 4, 5)),
  prediction: numbers(Float64Array.of(1, 2, 4, 4, 3)),
  weight: numbers(Float64Array.of(1, 0, 1, 2, 0)),
  name: texts(['a', 'b', 'c', 'd', 'e']),
  holes: nullable([1, null, 3, null, 5]),
  oddities: numbers(Float64Array.of(1, NaN, Infinity, 4, 5)),
  label: numbers(Int32Array.of(0, 1, 3, 1, 0)),
  wide: matrix(Float32Array.of(0.2, 0.8, 0.5, 0.5, 0.1, 0.9, 1, 0, 0.3, 0.7), 2),
  three: matrix(new Float32Array(15), 3),
};
writeDump(at('good.arrow'), columns, rows, { batchRows: 2 });
const whole = dumpBytes(columns, rows, { batchRows: 2 });
const stream = dumpBytes(columns, rows, { batchRows: 2, format: 'stream' });
writeFileSync(at('cut.arrow'), whole.subarray(0, whole.length - 100));
writeFileSync(at('cut.arrows'), stream.subarray(0, stream.length - 100));
writeFileSync(at('twice.arrows'), Buffer.concat([stream, stream]));
writeFileSync(at('empty.arrow'), '');
writeFileSync(at('text.csv'), 'target,prediction\n1,2\n');
writeFileSync(at('table.parquet'), 'PAR1 and so on PAR1');
mkdirSync(at('no-dumps'));
writeFileSync(at('no-dumps/readme.txt'), 'nothing here');
mkdirSync(at('dumps/deeper'), { recursive: true });
writeDump(at('dumps/b.arrow'), columns, rows);
writeDump(at('dumps/deeper/a.arrows'), columns, rows, { format: 'stream' });

const evaluate = (...args: readonly string[]): ReturnType<typeof offmark> =>
  offmark(['eval', ...args], { cwd });

/** Commands that end in one clear line: what they are, their exit code, and the whole line. */
const refused: readonly (readonly [what: string, args: readonly string[], code: number])[] = [
  ['a truncated file', ['cut.arrow', '--loss', 'mse'], 3],
  ['a truncated stream', ['cut.arrows', '--loss', 'mse'], 3],
  ['a second stream behind the first', ['twice.arrows', '--loss', 'mse'], 3],
  ['an empty file', ['empty.arrow', '--loss', 'mse'], 3],
  ['a text file', ['text.csv', '--loss', 'mse'], 3],
  ['a Parquet file', ['table.parquet', '--loss', 'mse'], 3],
  ['a missing file', ['nowhere.arrow', '--loss', 'mse'], 3],
  ['a missing column', ['good.arrow', '--loss', 'mse', '--prediction', 'score'], 3],
  ['a missing column that is near to one', ['good.arrow', '--loss', 'mse', '--prediction', 'predicton'], 3],
  ['a text column as prediction', ['good.arrow', '--loss', 'mse', '--prediction', 'name'], 3],
  ['a class matrix where a number is wanted', ['good.arrow', '--loss', 'mse', '--prediction', 'wide'], 3],
  ['a number where a class matrix is wanted', ['good.arrow', '--loss', 'sparse-cce', '--target', 'label'], 3],
  ['a null', ['good.arrow', '--loss', 'mse', '--prediction', 'holes'], 3],
  ['a NaN', ['good.arrow', '--loss', 'mse', '--prediction', 'oddities'], 3],
  ['a probability beyond 1', ['good.arrow', '--loss', 'bce', '--target', 'label'], 3],
  [
    'a label that is no class',
    ['good.arrow', '--loss', 'sparse-cce', '--target', 'label', '--prediction', 'wide'],
    3,
  ],
  [
    'class weights for another number of classes',
    ['good.arrow', '--loss', 'sparse-cce:class-weights=1/2/3', '--target', 'label', '--prediction', 'wide'],
    3,
  ],
  [
    'class matrices of two widths',
    ['good.arrow', '--loss', 'cce', '--target', 'three', '--prediction', 'wide'],
    3,
  ],
  [
    'a pattern that takes no columns',
    ['good.arrow', '--loss', 'sparse-cce', '--target', 'label', '--prediction', 'wid*_'],
    3,
  ],
  [
    'texts whose classes have no names',
    ['good.arrow', '--loss', 'sparse-cce', '--target', 'name', '--prediction', 'wide'],
    3,
  ],
  [
    'a text that is no class',
    ['good.arrow', '--loss', 'sparse-cce', '--target', 'name', '--prediction', 'wide', '--classes', 'b,a'],
    3,
  ],
  ['a class named twice', ['good.arrow', '--loss', 'mse', '--classes', 'a,b,a'], 2],
  ['no input', ['--loss', 'mse'], 2],
  ['a folder without dumps', ['no-dumps', '--loss', 'mse'], 2],
  ['a glob that matches nothing', ['*.nothing', '--loss', 'mse'], 2],
  ['an input named twice', ['good.arrow', './good.arrow', '--loss', 'mse'], 2],
  ['no loss', ['good.arrow'], 2],
  ['an unknown loss', ['good.arrow', '--loss', 'msee'], 2],
  ['an unknown loss that is near to none', ['good.arrow', '--loss', 'gini'], 2],
  ['a loss in capitals', ['good.arrow', '--loss', 'BCE-logit'], 2],
  ['a loss with control characters', ['good.arrow', '--loss', 'ms\ne\u001B[31m'], 2],
  ['an unknown parameter', ['good.arrow', '--loss', 'huber:delt=2'], 2],
  ['a parameter given twice', ['good.arrow', '--loss', 'huber:delta=1:delta=2'], 2],
  [
    'a parameter given twice in two spellings',
    ['good.arrow', '--loss', 'bce:label-smoothing=0.1:labelSmoothing=0.2'],
    2,
  ],
  ['a parameter with control characters', ['good.arrow', '--loss', 'huber:del\nta=\u001B[31m'], 2],
  ['a value with control characters', ['good.arrow', '--loss', 'huber:delta=\u001B[31m\n'], 2],
  ['an option given twice', ['good.arrow', '--loss', 'mse', '--target', 'target', '--target', 'label'], 2],
  ['workers given twice', ['good.arrow', '--loss', 'mse', '--workers', '2', '--workers=3'], 2],
  ['an option with control characters', ['good.arrow', '--loss', 'mse', '--tar\nget', 'y'], 2],
  ['a parameter out of its range', ['good.arrow', '--loss', 'huber:delta=-2'], 2],
  ['a parameter without a value', ['good.arrow', '--loss', 'huber:delta'], 2],
  ['an unknown option', ['good.arrow', '--loss', 'mse', '--taget', 'y'], 2],
  ['a condition that does not end', ['good.arrow', '--loss', 'mse', '--where', 'label in [0, 1'], 2],
  ['a condition that does not fit the columns', ['good.arrow', '--loss', 'mse', '--where', 'label'], 3],
  ['bins without edges', ['good.arrow', '--loss', 'mse', '--by', 'target', '--bins', 'target'], 2],
  ['bins with edges that fall', ['good.arrow', '--loss', 'mse', '--by', 'target', '--bins', 'target:2,1'], 2],
  [
    'bins of a column that is not grouped by',
    ['good.arrow', '--loss', 'mse', '--by', 'label', '--bins', 'labels:0,1'],
    2,
  ],
  [
    'two sets of bins for a column',
    ['good.arrow', '--loss', 'mse', '--by', 'target', '--bins', 'target:1,2', '--bins', 'target:1,3'],
    2,
  ],
  ['numbers to group by without bins', ['good.arrow', '--loss', 'mse', '--by', 'target'], 3],
  ['an empty name to group by', ['good.arrow', '--loss', 'mse', '--by', 'label,'], 2],
  ['more slices than allowed', ['good.arrow', '--loss', 'mse', '--by', 'label', '--max-slices', '2'], 3],
  ['intervals of a metric', ['good.arrow', '--loss', 'mse,r2', '--by', 'label', '--confidence', '0.9'], 2],
  [
    'intervals of several outputs',
    ['good.arrow', '--loss', 'mse', '--target', 'wide', '--prediction', 'wide', '--confidence', '0.9'],
    2,
  ],
  ['half a slice', ['good.arrow', '--loss', 'mse', '--by', 'label', '--top', '0.5'], 2],
  ['two conditions', ['good.arrow', '--loss', 'mse', '--where', 'true', '--where', 'false'], 2],
  ['an unknown format', ['good.arrow', '--loss', 'mse', '--format', 'xml'], 2],
  ['no worker at all', ['good.arrow', '--loss', 'mse', '--workers', '0'], 2],
  [
    'an output that cannot be written',
    ['good.arrow', '--loss', 'mse', '--output', 'no/such/folder/out.txt'],
    2,
  ],
];

describe('one clear line, and the right exit code', () => {
  it.each(refused)('%s', async (what, args, code) => {
    const outcome = await evaluate(...args);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toMatchSnapshot(what);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(outcome.code).toBe(code);
  });

  it('names the first bad row whatever the number of workers', async () => {
    const texts = new Set<string>();
    for (const workers of ['1', '2', '7']) {
      texts.add(
        (await evaluate('good.arrow', '--loss', 'mse', '--prediction', 'holes', '--workers', workers)).stderr,
      );
    }
    expect(texts.size).toBe(1);
  });

  it('SIGINT while a pipe is silent', async () => {
    const outcome = await offmark(['eval', '-', '--loss', 'mse', '--output', 'never.txt'], {
      cwd,
      stdin: stream.subarray(0, 600),
      interruptAfter: 1500,
    });
    expect(outcome).toEqual({
      code: 130,
      stdout: '',
      stderr: 'offmark: interrupted; nothing was written.\n',
    });
    expect(readdirSync(cwd).filter((name) => /never|^\.offmark/.test(name))).toEqual([]);
  });
});

describe('reports', () => {
  it('as text', async () => {
    const { code, stdout, stderr } = await evaluate('good.arrow', '--loss', 'mse,mae,huber:delta=0.5');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  it('as JSON, pure, with the ledger adding up', async () => {
    const { code, stdout } = await evaluate(
      'good.arrow',
      '--loss',
      'mse,mae',
      '--prediction',
      'holes',
      '--weight',
      'weight',
      '--nulls',
      'skip',
      '--format',
      'json',
    );
    expect(code).toBe(0);
    const { result } = JSON.parse(stdout);
    expect(result).toMatchSnapshot();
    const { read, used, zeroWeight, null: nulls, nan, infinite, ignored } = result.losses[0].rows;
    expect(used + zeroWeight + nulls + nan + infinite + ignored).toBe(read);
  });

  it('of rows that are left out on request, and none used at all', async () => {
    const odd = await evaluate('good.arrow', '--loss', 'mse', '--prediction', 'oddities', '--nans', 'skip');
    expect(odd.stdout).toMatchSnapshot();
    const none = await evaluate(
      'good.arrow',
      '--loss',
      'sparse-cce:ignore-index=9',
      '--target',
      'label',
      '--prediction',
      'wide',
    );
    expect(none.code).toBe(3);
  });

  it('of the rows that a condition keeps', async () => {
    const args = ['good.arrow', '--loss', 'mse', '--weight', 'weight', '--where', 'label <= 1 && target > 1'];
    const { code, stdout } = await evaluate(...args);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  it('of slices by several groupings', async () => {
    const by = ['--by', 'label', '--by', 'label,target', '--bins', 'target:0,2.5,5', '--top', '2'];
    const { code, stdout } = await evaluate('good.arrow', '--loss', 'mse', ...by, '--format', 'json');
    expect(code).toBe(0);
    const { slices } = JSON.parse(stdout).result;
    const shown = slices.map((grouping: SliceGrouping) => [
      grouping.by,
      grouping.distinct,
      grouping.slices.map(({ key, losses }) => [...key, losses[0]?.value]),
      grouping.other?.count,
    ]);
    expect(shown).toEqual([
      [
        ['label'],
        3,
        [
          [0, 2],
          [1, 0],
        ],
        1,
      ],
      [
        ['label', 'target'],
        5,
        [
          [0, '[0, 2.5)', 0],
          [0, '[2.5, 5]', 4],
        ],
        3,
      ],
    ]);
  });

  it('of losses from several flags, as from one', async () => {
    const several = await evaluate('good.arrow', '--loss', 'mse', '--loss', 'mae,huber:delta=0.5');
    expect(several).toEqual(await evaluate('good.arrow', '--loss', 'mse,mae,huber:delta=0.5'));
    expect(several.code).toBe(0);
  });

  it('of rows that weigh nothing', async () => {
    const columns = {
      target: numbers(Int32Array.of(0, 0)),
      prediction: matrix(Float32Array.of(1, 0, 0.5, 0.5), 2),
    };
    writeDump(at('weightless.arrow'), columns, 2);
    const { code, stdout } = await evaluate('weightless.arrow', '--loss', 'sparse-cce:class-weights=0/1');
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  it('of booleans as labels, and any spelling of a parameter', async () => {
    const flags = { yes: booleans([true, false, true]), chance: numbers(Float32Array.of(0.5, 0.25, 1)) };
    writeDump(at('flags.arrow'), flags, 3, { batchRows: 2 });
    const args = ['flags.arrow', '--target', 'yes', '--prediction', 'chance', '--format', 'json'];
    const [kebab, camel] = await Promise.all(
      ['bce:label-smoothing=0.1', 'bce:labelSmoothing=0.1'].map((loss) => evaluate(...args, '--loss', loss)),
    );
    expect(JSON.parse(kebab?.stdout ?? '').result).toEqual(JSON.parse(camel?.stdout ?? '').result);
    const plain = JSON.parse((await evaluate(...args, '--loss', 'bce')).stdout);
    expect(plain.result.losses[0].value).toBe(bce.mean([1, 0, 1], [0.5, 0.25, 1]));
  });

  it('to a file, whole', async () => {
    const { code, stdout } = await evaluate('good.arrow', '--loss', 'mse', '--output', 'report.txt');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(at('report.txt'), 'utf8')).toBe(
      (await evaluate('good.arrow', '--loss', 'mse')).stdout,
    );
    expect(readdirSync(cwd).filter((name) => /report\.txt|^\.offmark/.test(name))).toEqual(['report.txt']);
  });

  it('of folders, globs, and standard input', async () => {
    const folder = await evaluate('dumps', '--loss', 'mse', '--format', 'json');
    expect(JSON.parse(folder.stdout).provenance.inputs.map(({ path }: { path: string }) => path)).toEqual([
      path.join('dumps', 'b.arrow'),
      path.join('dumps', 'deeper', 'a.arrows'),
    ]);
    const glob = await evaluate('dumps/**/*.arrow*', '--loss', 'mse', '--format', 'json');
    expect(JSON.parse(glob.stdout).result).toEqual(JSON.parse(folder.stdout).result);
    const piped = await offmark(['eval', '-', '--loss', 'mse'], { cwd, stdin: stream });
    expect(piped.stdout).toContain('5 rows');
  });

  it('says so when a stream has no end marker', async () => {
    const { code, stderr } = await offmark(['eval', '-', '--loss', 'mse'], {
      cwd,
      stdin: stream.subarray(0, -8),
    });
    expect(code).toBe(0);
    expect(stderr).toMatchSnapshot();
  });

  it('warns of clipped and unnormalised rows', async () => {
    writeDump(
      at('clipped.arrow'),
      {
        target: numbers(Int32Array.of(1, 0)),
        prediction: matrix(Float32Array.of(1, 0, 0.2, 0.5), 2),
      },
      2,
    );
    const { code, stderr } = await evaluate('clipped.arrow', '--loss', 'sparse-cce');
    expect(code).toBe(0);
    expect(stderr).toMatchSnapshot();
  });
});

it('prints help and version on stdout', async () => {
  const help = await offmark(['eval', '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toMatchSnapshot();
  expect((await offmark(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
