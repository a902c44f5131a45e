import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { dumpBytes, numbers, nullable, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { checkReport } from './support/valid-report.ts';

const cwd = testFolder();
const at = (name: string): string => path.join(cwd, name);
const columns = {
  target: numbers(Float64Array.of(1, 2, 3, 4)),
  prediction: numbers(Float64Array.of(1, 2, 4, 2)),
  holes: nullable([1, null, 3, 4]),
  group: numbers(Int32Array.of(1, 1, 2, 2)),
};
writeDump(at('good.arrow'), columns, 4);
const empty = { target: numbers(new Float64Array(0)), prediction: numbers(new Float64Array(0)) };
writeDump(at('empty.arrow'), empty, 0);
const evaluate = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  offmark(['eval', 'good.arrow', '--loss', 'mse,mae', ...args], { cwd, env });

/** Standard input says nothing: a refusal after the job would not come. */
const evaluateSilence = (...args: readonly string[]): Promise<Outcome> =>
  offmark(['eval', '-', '--loss', 'mse', ...args], { cwd, holdStdin: true });

describe('gates', () => {
  it('that hold end with 0', async () => {
    const outcome = await evaluate(['--gate', 'mse < 2', '--gate', 'mae == 0.75', '--warn', 'mae < 1']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatchSnapshot();
  });

  it('that do not end with 1, after the report', async () => {
    const outcome = await evaluate(['--gate', 'mse < 1', '--gate', 'mae < 1', '--warn', 'mae < 0.5']);
    expect(outcome).toMatchSnapshot();
    expect(outcome.code).toBe(1);
  });

  it('that only warn end with 0', async () => {
    const { code, stderr } = await evaluate(['--warn', 'mse < 1', '--format', 'json']);
    expect(code).toBe(0);
    expect(stderr).toBe('offmark: warning: mse < 1: 1.25 is not < 1\n');
  });

  it('never pass on no rows', async () => {
    const args = ['eval', 'empty.arrow', '--loss', 'mse', '--gate', 'mse < 1', '--max-dropped', '100%'];
    const { code, stderr } = await offmark(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'offmark: gate failed: mse < 1: no rows were used\noffmark: gate failed: dropped <= 100%: no rows were read\n',
    );
  });

  it.each([
    ['25%', 0],
    ['0.25', 0],
    ['24.9%', 1],
    ['0', 1],
  ])('on dropped rows: %s', async (share, code) => {
    const args = ['--prediction', 'holes', '--nulls', 'skip', '--max-dropped', share];
    expect((await evaluate(args)).code).toBe(code);
  });

  it('on dropped rows, of which those that a condition leaves out are none', async () => {
    const args = ['--where', 'target > 2', '--max-dropped', '0', '--gate', 'mse < 9'];
    expect((await evaluate(args)).code).toBe(0);
    const none = await evaluate(['--where', 'target > 9', '--max-dropped', '100%', '--gate', 'mse < 9']);
    expect(none.code).toBe(1);
    expect(none.stderr).toBe(
      'offmark: gate failed: mse < 9: no rows were used\noffmark: gate failed: dropped <= 100%: no row meets the condition\n',
    );
  });

  it('on slices and on the ends of intervals, of jobs that have them', async () => {
    const args = ['--by', 'group', '--confidence', '0.9', '--format', 'json'];
    const gates = ['mse[group=1] <= 0', 'upper(mse) < 999', 'lower(mse) < 999', 'mse < -1'];
    const { code, stdout } = await evaluate([...args, ...gates.flatMap((gate) => ['--gate', gate])]);
    const { result } = JSON.parse(stdout);
    expect(result.gates.map(({ status, reason }: Record<string, unknown>) => [status, reason])).toEqual([
      ['pass', null],
      ['pass', null],
      ['pass', null],
      ['fail', expect.any(String)],
    ]);
    expect(code).toBe(1);
  });

  it('are refused before the job begins', async () => {
    for (const args of [
      ['--gate', 'mse <'],
      ['--warn', 'mae < 1'],
      ['--gate', 'mse < baseline'],
      ['--gate', 'upper(mse) < 1'],
      ['--gate', 'mse[a=b] < 1'],
      ['--max-dropped', '2'],
      ['--max-dropped', '101%'],
      ['--max-dropped', '-1%'],
      ['--max-dropped', 'some'],
    ]) {
      const outcome = await evaluateSilence(...args);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toMatchSnapshot(args.join(' '));
    }
    const { code } = await evaluateSilence('--baseline', 'missing.json');
    expect(code).toBe(3);
  });

  it('have the same bytes with 1, 2 and 7 workers', async () => {
    const results = new Set<string>();
    for (const workers of ['1', '2', '7']) {
      const args = ['--gate', 'mse < 1', '--max-dropped', '1%', '--format', 'json', '--workers', workers];
      results.add(JSON.stringify(JSON.parse((await evaluate(args)).stdout).result));
    }
    expect(results.size).toBe(1);
  });
});

describe('a baseline', () => {
  it('may be replaced by the report that is compared with it', async () => {
    expect((await evaluate(['--report', 'json=rolling.json'])).code).toBe(0);
    const args = [
      '--baseline',
      'rolling.json',
      '--report',
      'json=rolling.json',
      '--gate',
      'mse <= baseline * 1.01',
    ];
    const { code, stdout } = await evaluate(args);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
    const report = JSON.parse(readFileSync(at('rolling.json'), 'utf8'));
    expect(report.provenance.baseline.path).toBe('rolling.json');
  });
});

it('says so if a baseline is of other rows', async () => {
  await evaluate(['--report', 'json=all-rows.json']);
  const { code, stderr } = await evaluate(['--where', 'target > 2', '--baseline', 'all-rows.json']);
  expect(code).toBe(0);
  expect(stderr).toBe('offmark: the baseline is of other rows: all, now where target > 2.\n');
  await evaluate(['--where', 'target > 2', '--report', 'json=some-rows.json']);
  const same = await evaluate(['--where', 'target > 2', '--baseline', 'some-rows.json']);
  expect(same.stderr).toBe('');
});

const kinds = ['text', 'json', 'markdown', 'html', 'junit', 'prometheus'];

describe('--report', () => {
  it('writes several at once, and prints one', async () => {
    const args = kinds.flatMap((kind) => ['--report', `${kind}=all.${kind}`]);
    const { code, stdout, stderr } = await evaluate([...args, '--format', 'markdown', '--gate', 'mse < 2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(readFileSync(at('all.markdown'), 'utf8'));
    checkReport(JSON.parse(readFileSync(at('all.json'), 'utf8')));
    const starts = {
      text: 'good.arrow: 4 rows\n',
      html: '<!doctype html>',
      junit: '<?xml ',
      prometheus: '# HELP ',
    };
    for (const [kind, start] of Object.entries(starts)) {
      expect(readFileSync(at(`all.${kind}`), 'utf8').slice(0, start.length)).toBe(start);
    }
  });

  it('writes them also where a gate fails, and nothing to standard output if that has its file', async () => {
    const args = ['--gate', 'mse < 1', '--report', 'junit=failed.xml', '--output', 'failed.txt'];
    const { code, stdout } = await evaluate(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(readFileSync(at('failed.xml'), 'utf8')).toContain('<failure message="1.25 is not &lt; 1"/>');
    expect(readFileSync(at('failed.txt'), 'utf8')).toContain('FAIL');
  });

  it('writes none if one path is bad, and says so before the job', async () => {
    mkdirSync(at('folder'));
    symlinkSync('never.html', at('link.html'));
    for (const [files, why] of [
      [
        ['html=never.html', 'json=no/such/out.json'],
        'E_OUTPUT no/such/out.json: expected a file that can be written',
      ],
      [['html=never.html', 'json=folder'], 'E_OUTPUT folder: expected a file to write, got a folder'],
      [['html=never.html', 'json=good.arrow'], 'E_OUTPUT good.arrow: expected a file other than the inputs'],
      [
        ['html=never.html', 'json=./never.html'],
        'E_OUTPUT ./never.html: expected a file for each report, got the same file as never.html',
      ],
      [
        ['html=never.html', 'text=never.html'],
        'E_OUTPUT never.html: expected a file for each report, got it twice',
      ],
      [
        ['html=never.html', 'text=link.html'],
        'E_OUTPUT link.html: expected a file for each report, got the same file as never.html',
      ],
      [['html=never.html', 'jsn=x'], 'E_ARGUMENT --report jsn=x: expected one of text=file, json=file'],
      [['html=never.html', 'json'], 'E_ARGUMENT --report json: expected json=file, got no file'],
      [['html=never.html', 'json='], 'E_ARGUMENT --report json=: expected json=file, got no file'],
      [['html=never.html', 'json=-'], 'E_ARGUMENT --report json=-: expected json=file, got standard output'],
    ] as const) {
      const args = files.flatMap((file) => ['--report', file]);
      const outcome = await offmark(['eval', '-', 'good.arrow', '--loss', 'mse', ...args], {
        cwd,
        holdStdin: true,
      });
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain(why);
      expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    const both = await evaluate(['--output', 'never.html', '--report', 'html=never.html']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(at('never.html'))).toBe(false);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.offmark'))).toEqual([]);
  });
});

describe('the summary of a job on GitHub', () => {
  it('is appended to, once', async () => {
    writeFileSync(at('summary.md'), 'before\n');
    const { code, stderr } = await evaluate([], { GITHUB_STEP_SUMMARY: at('summary.md') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { stdout } = await evaluate(['--format', 'markdown']);
    expect(readFileSync(at('summary.md'), 'utf8')).toBe(`before\n${stdout}`);
  });

  it('never fails the job', async () => {
    const { code, stderr } = await evaluate([], { GITHUB_STEP_SUMMARY: at('no/such/summary.md') });
    expect(code).toBe(0);
    expect(stderr).toBe('offmark: the job summary was not written: ENOENT: no such file or directory\n');
  });

  it('stays within what GitHub takes', async () => {
    writeFileSync(at('full.md'), 'x'.repeat(1024 * 1024 - 60));
    expect((await evaluate([], { GITHUB_STEP_SUMMARY: at('full.md') })).code).toBe(0);
    expect(readFileSync(at('full.md'), 'utf8')).toMatch(
      /xoffmark: the report is too long for this summary\.\n$/,
    );
  });
});

describe('colour', () => {
  // oxlint-disable-next-line no-control-regex -- what colours
  const colour = /\u001B\[\d+m/;
  it('where it is asked for, on standard output alone', async () => {
    const args = ['--gate', 'mse < 2', '--report', 'text=plain.txt'];
    expect((await evaluate(args)).stdout).not.toMatch(colour);
    expect((await evaluate(args, { FORCE_COLOR: '1' })).stdout).toMatch(colour);
    expect(readFileSync(at('plain.txt'), 'utf8')).not.toMatch(colour);
  });
});

it('takes gates for a pipe as for a file', async () => {
  const args = ['eval', '-', '--loss', 'mse', '--gate', 'mse < 1'];
  expect((await offmark(args, { cwd, stdin: dumpBytes(columns, 4, { format: 'stream' }) })).code).toBe(1);
});
