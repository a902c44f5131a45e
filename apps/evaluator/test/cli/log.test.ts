import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, vi } from 'vitest';
import { configureLog } from '../../src/cli/log.ts';
import { startProgress } from '../../src/cli/progress.ts';
import { dumpBytes, numbers, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
const columns = { target: numbers(Float64Array.of(1, 2)), prediction: numbers(Float64Array.of(3, 2)) };
writeDump(path.join(cwd, 'a.arrow'), columns, 2);
const stream = dumpBytes(columns, 2, { format: 'stream' });
writeFileSync(path.join(cwd, 'unended.arrows'), stream.subarray(0, -8));
const args = ['eval', 'unended.arrows', '--loss', 'mse', '--gate', 'mse < 1'];

const isLine = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/log-v1.json', import.meta.url), 'utf8')),
);

/** The lines of a log, without the times, which are checked. */
function linesOf(stderr: string): readonly Readonly<Record<string, unknown>>[] {
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { time, ...rest } = JSON.parse(line);
      expect(isLine({ time, ...rest }) ? '' : line).toBe('');
      expect(new Date(time).toISOString()).toBe(time);
      return rest;
    });
}

describe('one JSON object per line', () => {
  it('of warnings, and of gates that failed', async () => {
    const { code, stdout, stderr } = await offmark([...args, '--log', 'json'], { cwd });
    expect(code).toBe(1);
    expect(linesOf(stderr)).toMatchSnapshot();
    expect(stdout).toBe((await offmark(args, { cwd })).stdout);
  });

  it.each([
    ['an error', ['eval', 'a.arrow', '--loss', 'msee', '--log', 'json'], {}],
    ['what does not parse', ['eval', 'a.arrow', '--los', 'mse', '--log=json'], {}],
    ['an error, by the environment', ['eval', 'none.arrow', '--loss', 'mse'], { OFFMARK_LOG: 'json' }],
    ['a job', ['run', '--log', 'json'], {}],
  ] as const)('of %s', async (what, more, env) => {
    writeFileSync(path.join(cwd, 'offmark.config.yaml'), 'jobs: {a: {inputs: none.arrow, loss: mse}}');
    const { code, stdout, stderr } = await offmark(more, { cwd, env });
    expect(stdout).toBe('');
    const lines = linesOf(stderr);
    expect(lines).toMatchSnapshot(what);
    expect(lines.at(-1)?.['exitCode']).toBe(code);
  });

  it('of an end by a signal', async () => {
    const { stderr } = await offmark(['eval', '-', '--loss', 'mse', '--log', 'json'], {
      cwd,
      stdin: stream.subarray(0, 600),
      interruptAfter: 1500,
    });
    expect(linesOf(stderr).at(-1)).toEqual({ level: 'error', message: 'interrupted; nothing was written.' });
  });

  it('of how far a job is, once a second', async () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const stderr = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => lines.push(String(text)) > 0);
    configureLog({ format: 'json' });
    try {
      const { update, stop } = await startProgress(process.stderr);
      for (let rowsDone = 1; rowsDone <= 25; rowsDone++) {
        vi.advanceTimersByTime(100);
        update({ rowsDone, rowsTotal: rowsDone < 20 ? 100 : null });
      }
      stop();
    } finally {
      stderr.mockRestore();
      configureLog({ format: 'text' });
      vi.useRealTimers();
    }
    expect(linesOf(lines.join(''))).toEqual([
      { level: 'progress', rowsDone: 10, rowsTotal: 100, seconds: 1 },
      { level: 'progress', rowsDone: 20, rowsTotal: null, seconds: 2 },
    ]);
  });
});

it('quiet: errors alone, and the report as it was', async () => {
  const { code, stdout, stderr } = await offmark([...args, '--quiet'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'offmark: gate failed: mse < 1: 2 is not < 1\n' });
  expect(stdout).toBe((await offmark(args, { cwd })).stdout);
  const fine = await offmark(['eval', 'unended.arrows', '--loss', 'mse', '--quiet'], { cwd });
  expect(fine.stderr).toBe('');
});

it('verbose: what is done', async () => {
  const { code, stderr } = await offmark(['eval', 'a.arrow', '--loss', 'mse', '--verbose'], { cwd });
  expect(code).toBe(0);
  expect(stderr.replaceAll(/[\d.e-]+ s,/g, '0 s,')).toBe(
    'offmark: inputs: a.arrow\noffmark: 2 rows in 0 s, 1 thread, plain backend, kahan sums\n',
  );
  const both = await offmark(['eval', 'a.arrow', '--loss', 'mse', '--verbose', '--quiet'], { cwd });
  expect({ code: both.code, lines: both.stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
  expect(both.stderr).toMatchSnapshot();
});
