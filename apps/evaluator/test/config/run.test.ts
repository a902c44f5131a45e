import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import type { Outcome } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const root = testFolder();
const columns = {
  target: numbers(Float64Array.of(1, 2, 3, 4)),
  prediction: numbers(Float64Array.of(1, 2, 3, 6)),
  other: numbers(Float64Array.of(2, 3, 4, 5)),
};

beforeAll(() => {
  mkdirSync(path.join(root, 'preds/2026-01-31'), { recursive: true });
  writeDump(path.join(root, 'preds/2026-01-31/a.arrow'), columns, 4);
  writeDump(path.join(root, 'a.arrow'), columns, 4);
});

/** A folder with a configuration, beside the dumps. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  const at = path.join(root, name);
  mkdirSync(at, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(at, file), text);
  return at;
}

const twoJobs = `jobs:
  nightly:
    inputs: ../preds/{date:yyyy-MM-dd}/*.arrow
    date: 2026-01-31
    loss: [mse, mae]
    gate: mse < 2
  other:
    inputs: ../a.arrow
    loss: mse
    prediction: other
    gate: mse < 0.5
`;

describe('the same jobs in every form of file', () => {
  const config = `{
    jobs: { nightly: { inputs: ['../preds/{date}/*.arrow'], date: '2026-01-31', loss: 'mse,mae', maxDropped: 0 } },
  }`;
  const forms = {
    'offmark.config.yaml': `jobs: {nightly: {inputs: ['../preds/{date}/*.arrow'], date: 2026-01-31, loss: "mse,mae", maxDropped: 0}}`,
    'offmark.config.json': `{"$schema": "x", "jobs": {"nightly": {"inputs": ["../preds/{date}/*.arrow"], "date": "2026-01-31",
      "loss": "mse,mae", "maxDropped": 0}}}`,
    'offmark.config.mjs': `export default ${config};`,
    'offmark.config.js': `module.exports = ${config};`,
    'offmark.config.ts': `import type { Config } from 'offmark';\nconst config: Config = ${config};\nexport default config;`,
  };

  it.each(Object.entries(forms))('%s', async (name, text) => {
    const cwd = folder(`form-${path.extname(name).slice(1)}`, { [name]: text });
    const { code, stdout, stderr } = await offmark(['run'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot('the same for all');
    const direct = ['eval', '../preds/2026-01-31/a.arrow', '--loss', 'mse,mae', '--max-dropped', '0'];
    expect(stdout).toBe(`nightly: ${(await offmark(direct, { cwd })).stdout}`);
  });
});

/** What npm install would do in a folder. */
function installHere(cwd: string): void {
  mkdirSync(path.join(cwd, 'node_modules'), { recursive: true });
  symlinkSync(path.resolve(import.meta.dirname, '../..'), path.join(cwd, 'node_modules/offmark'));
}

describe('the configurations in the documentation are fine', () => {
  const page = readFileSync(new URL('../../../../docs/jobs.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```(yaml|ts)\n([^`]*(?:`[^`\n]*`[^`]*)*?)```\n/g)];

  it.each(blocks.map(([, kind = '', text = '']) => [kind, text] as const))('%s', async (kind, text) => {
    const cwd = folder(`documented-${kind}`, { [`offmark.config.${kind}`]: text });
    installHere(cwd);
    const { code, stdout, stderr } = await offmark(['config'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot(kind);
  });

  it('of two kinds', () => {
    expect(blocks.map(([, kind]) => kind)).toEqual(['yaml', 'ts']);
  });
});

it('an end by a signal is the end of the jobs, and says which one it was', async () => {
  const jobs =
    'jobs:\n  first: {inputs: "../a.arrow", loss: mse, output: one.txt}\n  second: {inputs: "-", loss: mse}\n  third: {inputs: "../a.arrow", loss: mse, output: three.txt}\n';
  const cwd = folder('signal', { 'offmark.config.yaml': jobs });
  const { code, stderr } = await offmark(['run'], { cwd, interruptAfter: 5000 });
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: 'second: offmark: interrupted; nothing was written.\n',
  });
  expect(readdirSync(cwd).toSorted()).toEqual(['offmark.config.yaml', 'one.txt']);
});

it('a TypeScript configuration with defineConfig, and enums and values of its own', async () => {
  const text = `import { defineConfig } from 'offmark';
enum Loss { First = 'mse' }
const inputs: readonly string[] = ['../a.arrow'];
export default defineConfig({ jobs: { only: { inputs, loss: Loss.First, workers: 1 } } });
`;
  // Beside the package itself, which is how a configuration finds what it is installed with.
  const cwd = folder('typed', { 'offmark.config.ts': text });
  installHere(cwd);
  const { code, stdout, stderr } = await offmark(['run'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('only: ../a.arrow: 4 rows');
});

describe('jobs', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = folder('jobs', { 'offmark.config.yaml': twoJobs });
  });

  it('all of them, the exit code being of the first that does not end well', async () => {
    const outcome = await offmark(['run'], { cwd });
    expect(outcome).toMatchSnapshot();
    expect(outcome.code).toBe(1);
  });

  it('one that fails does not keep others from running', async () => {
    const outcome = await offmark(['run', '--date', '2026-02-01'], { cwd });
    expect(outcome).toMatchSnapshot();
    expect(outcome.code).toBe(2);
  });

  it('those that are named, in the order in which they are', async () => {
    const { stdout } = await offmark(['run', 'other', 'nightly', 'other', '--format', 'json'], { cwd });
    const jobs = stdout.split(/(?<=^\}\n)/m).map((text) => JSON.parse(text).provenance.job);
    expect(jobs).toEqual(['other', 'nightly']);
  });

  it('paths of a configuration elsewhere are its own, those of flags are not', async () => {
    const config = ['--config', 'jobs/offmark.config.yaml'];
    const { stdout } = await offmark(['run', 'other', ...config, '--report', 'json=here.json'], {
      cwd: root,
    });
    expect(stdout.split('\n')[0]).toBe('other: a.arrow: 4 rows');
    expect(JSON.parse(readFileSync(path.join(root, 'here.json'), 'utf8')).provenance.job).toBe('other');
  });

  it("a baseline elsewhere is the configuration's own report, or a column", async () => {
    const job = { inputs: '../a.arrow', loss: 'mse' };
    const baselined = folder('baselined', {
      'offmark.config.json': JSON.stringify({
        jobs: {
          report: { ...job, baseline: 'last.json' },
          column: { ...job, baseline: 'other' },
        },
      }),
    });
    const made = ['eval', 'a.arrow', '--loss', 'mse', '--report', 'json=baselined/last.json'];
    expect((await offmark(made, { cwd: root })).code).toBe(0);
    const config = ['--config', path.join(path.basename(baselined), 'offmark.config.json')];
    const [report, column] = await Promise.all(
      ['report', 'column'].map((name) => offmark(['run', name, ...config], { cwd: root })),
    );
    expect(report?.stdout).toContain('Against the earlier report');
    expect(column?.stdout).toContain('Against column other');
  });

  it('what holds: flags over the environment over the file over defaults', async () => {
    const env = {
      OFFMARK_LOSS: 'mse,rmse',
      OFFMARK_NULLS: 'skip',
      OFFMARK_WORKERS: '2',
      OFFMARK_DIGEST: 'false',
    };
    const print = await offmark(['config', '--print', 'nightly', '--workers', '3'], { cwd, env });
    expect(print).toMatchSnapshot();
    const { stdout } = await offmark(['run', 'nightly', '--loss', 'mae', '--gate', 'mae < 1'], { cwd, env });
    expect(stdout).toContain('mae     0.5     4');
    expect(stdout).not.toContain('mse');
  });

  it('the environment turns off what stands without a value in the file', async () => {
    const config = JSON.stringify({ jobs: { a: { inputs: '../a.arrow', loss: 'mse', histogram: true } } });
    const at = folder('bare', { 'offmark.config.json': config });
    const shown = await Promise.all(
      [{}, { OFFMARK_HISTOGRAM: 'false' }, { OFFMARK_HISTOGRAM: 'error' }].map((env) =>
        offmark(['run', '--format', 'json'], { cwd: at, env }),
      ),
    );
    const histograms = shown.map(({ stdout }) => JSON.parse(stdout).result.histograms?.length ?? 0);
    expect(histograms).toEqual([2, 0, 1]);
  });

  it('the environment says what eval does, too', async () => {
    const env = { OFFMARK_LOSS: 'mse', OFFMARK_PREDICTION: 'other', OFFMARK_REQUIRE_END_MARKER: '1' };
    const { code, stdout } = await offmark(['eval', '../a.arrow'], { cwd, env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '../a.arrow: 4 rows\n\nloss  value  rows\nmse       1     4\n',
    });
  });

  it('a configuration that is fine', async () => {
    expect(await offmark(['config'], { cwd })).toEqual({
      code: 0,
      stdout: '2 jobs: nightly, other\n',
      stderr: '',
    });
  });
});

const job = (lines: string): string => `jobs:\n  a:\n    inputs: ../a.arrow\n    loss: mse\n${lines}`;
const yaml = (text: string): Readonly<Record<string, string>> => ({ 'offmark.config.yaml': text });
const json = (text: string): Readonly<Record<string, string>> => ({ 'offmark.config.json': text });
const code = (text: string): Readonly<Record<string, string>> => ({ 'offmark.config.mjs': text });

describe('one clear line, with the place', () => {
  const faults: Readonly<
    Record<string, readonly [files: Readonly<Record<string, string>>, ...args: string[]]>
  > = {
    'no configuration': [{}],
    'two configurations': [{ ...yaml(twoJobs), ...json('{}') }],
    'a configuration that is not there': [{}, '--config', 'nowhere.yaml'],
    'a configuration of another kind': [{ 'jobs.toml': '' }, '--config', 'jobs.toml'],
    'an unknown job': [yaml(twoJobs), 'nigtly'],
    'a misspelt key': [yaml(job('    predictoin: p\n'))],
    'an option as the command spells it': [yaml(job('    max-dropped: 0\n'))],
    'a key of the command line alone': [yaml(job('    quiet: true\n'))],
    'a misspelt loss in a list': [
      yaml('jobs:\n  a:\n    inputs: ../a.arrow\n    loss:\n      - mse\n      - huberr\n'),
    ],
    'a gate that does not parse': [yaml(job('    gate:\n      - mse < 1\n      - mse << 2\n'))],
    'a condition that does not parse': [yaml(job('    where: "x >"\n'))],
    'a number out of its range': [yaml(job('    workers: 0\n'))],
    'a choice that there is not': [yaml(job('    nulls: skipp\n'))],
    'no loss': [yaml('jobs:\n  a:\n    inputs: ../a.arrow\n')],
    'no inputs': [yaml('jobs:\n  a:\n    loss: mse\n')],
    'nothing at all': [yaml('')],
    'a text where a switch is': [yaml(job('    digest: yes\n'))],
    'a class with a comma': [yaml(job('    classes: [cat, "dog,owl"]\n'))],
    'a day that there is not': [yaml(job('    date: 2026-02-30\n'))],
    'a pattern of a date that is none, in a file': [yaml(job('    history: "{date:Q}.jsonl"\n'))],
    'a pattern of a date that is none, in a report': [
      yaml(job('    reports:\n      html: "{date:}.html"\n')),
    ],
    'a pattern of a date that is none, in inputs': [
      yaml('jobs:\n  a:\n    loss: mse\n    inputs:\n      - ../a.arrow\n      - ../{date:QQ}.arrow\n'),
    ],
    'a day beyond all years': [yaml(job('    history: "{date-999999}.jsonl"\n'))],
    'a module of losses that is not there': [yaml(job('    lossesFrom:\n      - mine.mjs\n'))],
    'a module that exports something else': [
      { ...yaml(job('    lossesFrom: mine.mjs\n')), 'mine.mjs': 'export const mine = 1;' },
    ],
    'a key twice': [yaml(job('    loss: mae\n'))],
    'YAML that does not parse': [yaml('jobs:\n  a: [\n')],
    'a tag': [yaml(job('    target: !!js/function "x"\n'))],
    'an alias of nothing': [yaml('jobs:\n  a: *b\n')],
    'JSON that does not parse': [json('{\n  "jobs": {\n    "a": {"inputs": "x" "loss": "mse"}\n  }\n}')],
    'YAML in a file of JSON': [json(twoJobs)],
    'a fault in JSON': [
      json('{\n\t"jobs": {\n\t\t"a": {\n\t\t\t"inputs": "../a.arrow",\n\t\t\t"loss": "msee"\n\t\t}\n\t}\n}'),
    ],
    'a fault in code': [code(`export default { jobs: { nightly: { inputs: 'a', losses: 'mse' } } };`)],
    'a bad loss in code': [
      code(`export default { jobs: { nightly: { inputs: 'a', loss: ['mse', 'msee'] } } };`),
    ],
    'a function': [code(`export default () => ({ jobs: {} });`)],
    'a function for the jobs': [code(`export default { jobs: () => ({}) };`)],
    'a function for a job': [code(`export default { jobs: { a: () => ({}) } };`)],
    'a function for a value': [code(`export default { jobs: { a: { inputs: () => 'a', loss: 'mse' } } };`)],
    'a symbol for a value': [code(`export default { jobs: { a: { inputs: Symbol('a'), loss: 'mse' } } };`)],
    'code that throws': [code(`throw new Error('not today');`)],
    'code without a default export': [code('export const jobs = {};')],
    'code that does not parse': [code('export default {')],
    'TypeScript that does not parse': [{ 'offmark.config.ts': 'export default { a: ;' }],
    'a package that is not installed': [
      code(`import { defineConfig } from 'offmark';\nexport default defineConfig({});`),
    ],
    'a module that is not there': [
      { 'offmark.config.ts': `import x from './nowhere.ts';\nexport default x;` },
    ],
    'two jobs that write one file': [
      yaml(
        'jobs:\n  a: &a\n    inputs: x\n    loss: mse\n    reports: {html: out.html}\n  b: {<<: *a, output: ./out.html, reports: {}}\n',
      ),
    ],
    'control characters': [yaml('jobs:\n  "a\\u001b[31m\\n": 1\n')],
  };

  /** Options that do not go together, in a job behind one that would run. */
  const combinations: Readonly<Record<string, string>> = {
    'bins of another column': 'by: segment\nbins: other:0,1',
    'a top of nothing': 'top: 3',
    'clusters without intervals': 'cluster: user',
    'a seed without resamples': 'seed: 1',
    'columns to show of no rows': 'show: id',
    'the worst rows of a metric': 'worst: 3\nloss: [mse, r2]',
    'a histogram of another loss': 'histogram: mae',
    'calibration of what is not predicted': 'calibration: 10\nloss: hinge',
    'bad values where there are none': 'listBad: 3',
    'a role that no loss has': 'column: variance=v',
    'a prediction twice': 'prediction: [p, p]',
    'a baseline that is the prediction': 'baseline: column:prediction',
    'worst rows of several predictions': 'worst: 3\nprediction: [p, q]',
    'a shard without its state': 'shard: 1/2',
    'a shard with a gate': 'shard: 1/2\npartial: state.json\ngate: mse < 1',
    'a shard of standard input': 'inputs: "-"\nshard: 1/2\npartial: state.json',
    'a checkpoint of standard input': 'inputs: "-"\ncheckpoint: kept',
    'resamples in a state': 'bootstrap: 20\npartial: state.json',
    'exact sums of differences': 'prediction: [p, q]\nsum: exact',
    'a gate on a loss that is not evaluated': 'gate: [mse < 1, mae < 1]',
    'a gate on a slice that there is not': 'gate: "mse[segment=eu] < 1"',
    'a gate on an interval that there is not': 'warn: upper(mse) < 1',
    'a gate on a baseline that there is not': 'gate: mse < baseline',
  };

  it.each(Object.entries(combinations))('before any job runs: %s', async (what, lines) => {
    const own = lines.split('\n').map((line) => `    ${line}`);
    const has = (key: string): boolean => lines.includes(`${key}: `);
    const second = [
      '  second:',
      ...(has('inputs') ? [] : ['    inputs: ../a.arrow']),
      ...(has('loss') ? [] : ['    loss: mse']),
      ...own,
    ];
    const text = ['jobs:', '  first: {inputs: ../a.arrow, loss: mse, output: first.txt}', ...second, ''];
    const cwd = folder(`combination-${what.replaceAll(/\W/g, '-')}`, yaml(text.join('\n')));
    const { stdout, stderr, code: exit } = await offmark(['run'], { cwd });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^E_\w+ offmark\.config\.yaml:\d+, jobs\.second\.\w+/);
    expect(stderr).toMatchSnapshot(what);
    expect({ exit, stdout, files: readdirSync(cwd) }).toEqual({
      exit: 2,
      stdout: '',
      files: ['offmark.config.yaml'],
    });
    expect(await offmark(['config', '--print'], { cwd })).toEqual({ code: 2, stdout: '', stderr });
    // The command says the same of the same flags.
    const alone = await offmark(['run', 'second'], { cwd });
    expect(alone.stderr).toBe(stderr);
  });

  it.each(Object.entries(faults))('%s', async (what, [files, ...args]) => {
    const cwd = folder(what.replaceAll(/\W/g, '-'), files);
    const outcome = await offmark(['run', ...args], { cwd });
    expect(outcome.stderr.replaceAll(root, '')).toMatchSnapshot(what);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 2, stdout: '' });
  });

  const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a number out of its range': { OFFMARK_WORKERS: '0' },
    'a choice that there is not': { OFFMARK_SUM: 'plain' },
    'an unknown loss': { OFFMARK_LOSS: 'msee' },
    'a switch that is neither on nor off': { OFFMARK_DIGEST: 'maybe' },
  };

  it.each(Object.entries(variables))('in the environment: %s', async (what, env) => {
    const outcomes: Outcome[] = [];
    const cwd = folder('environment', yaml(twoJobs));
    outcomes.push(await offmark(['run'], { cwd, env }), await offmark(['eval', '../a.arrow'], { cwd, env }));
    for (const { code: exit, stdout, stderr } of outcomes) {
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
      expect(stderr).toBe(outcomes[0]?.stderr);
    }
    expect(outcomes[0]?.stderr).toMatchSnapshot(what);
  });

  it('a misspelt variable is warned of', async () => {
    const env = { OFFMARK_WORKRES: '2', OFFMARK_SOMETHING_ELSE: '1' };
    const { code: exit, stderr } = await offmark(['eval', 'a.arrow', '--loss', 'mse'], { cwd: root, env });
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'offmark: OFFMARK_WORKRES in the environment is no option. Did you mean OFFMARK_WORKERS?\n',
    });
  });
});
