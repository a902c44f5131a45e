import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { mergeStates } from 'offmark';
import { offmark } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const rows = 140_000;
const job = ['eval', 'dump.arrow', '--loss', 'mse,huber:delta=2'];
const run = (...args: readonly string[]): Promise<Outcome> => offmark(args, { cwd });
const checks = [
  '--gate',
  'mse < 5',
  '--warn',
  'huber < 1',
  '--max-dropped',
  '0',
  '--baseline',
  'earlier.json',
];

beforeAll(async () => {
  const prediction = Float64Array.from({ length: rows }, (_, i) => i % 3);
  const columns = { target: numbers(new Float64Array(rows)), prediction: numbers(prediction) };
  writeDump(path.join(cwd, 'dump.arrow'), columns, rows);
  await run(...job, '--report', 'json=earlier.json');
  await run(...job, '--shard', '1/2', '--partial', 'first.json');
  await run(...job, '--shard', '2/2', '--partial', 'second.json');
});

it('merged states are held against gates and a baseline as one run is', async () => {
  const whole = await run(...job, ...checks, '--format', 'json');
  const merged = await run('merge', 'first.json', 'second.json', ...checks, '--format', 'json');
  expect(whole.code).toBe(0);
  expect(merged.code).toBe(0);
  expect(merged.stderr).toBe(whole.stderr);
  expect(JSON.parse(merged.stdout).result).toEqual(JSON.parse(whole.stdout).result);
  const failed = await run(
    'merge',
    'first.json',
    'second.json',
    '--gate',
    'mse < 1',
    '--report',
    'junit=gates.xml',
  );
  expect(failed.code).toBe(1);
  expect(readFileSync(path.join(cwd, 'gates.xml'), 'utf8')).toContain('failures="1"');
});

it('states of some shards pass no gate', async () => {
  for (const more of [[], ['--partial', 'half.json']]) {
    const { code, stdout, stderr } = await run('merge', 'first.json', '--gate', 'mse < 5', ...more);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('E_STATE_INCOMPLETE');
  }
});

it.each([
  ['--gate', 'mse < 5'],
  ['--warn', 'mse < 5'],
  ['--max-dropped', '1%'],
  ['--baseline', 'earlier.json'],
  ['--report', 'html=shard.html'],
])('a shard refuses %s', async (flag, value) => {
  const { code, stderr } = await run(...job, '--shard', '1/2', '--partial', 'shard.json', flag, value);
  expect(code).toBe(2);
  expect(stderr).toBe(
    `E_ARGUMENT --shard: expected no option of a report, got ${flag}. Give it to offmark merge, which has the rows of all shards.\n`,
  );
});

it('a state and a report do not share a file', async () => {
  const { code, stderr } = await run(...job, '--partial', 'same.json', '--report', 'json=./same.json');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'E_OUTPUT same.json: expected a file for each report, got the same file as ./same.json',
  );
});

it('the library merges with gates, and refuses options that are none', async () => {
  const texts = ['first.json', 'second.json'].map((name) => readFileSync(path.join(cwd, name), 'utf8'));
  const { result } = await mergeStates(texts, { gates: ['mse < 5', 'mse < 1'] });
  expect(result.gates?.map(({ status }) => status)).toEqual(['pass', 'fail']);
  const wrong = { gate: ['mse < 5'] } as object;
  await expect(mergeStates(texts, wrong)).rejects.toThrow(
    'E_ARGUMENT expected the options lossesFrom, gates, warn, maxDropped, baseline, got gate. Did you mean gates?',
  );
  await expect(mergeStates(texts, { maxDropped: 2 })).rejects.toThrow('E_ARGUMENT maxDropped');
});
