import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { numbers, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';
import { checkReport } from '../support/valid-report.ts';

const cwd = testFolder();
const at = (name: string): string => path.join(cwd, name);
writeDump(at('a.arrow'), { target: numbers(Float64Array.of(1)), prediction: numbers(Float64Array.of(3)) }, 1);
const run = (...more: readonly string[]): ReturnType<typeof offmark> =>
  offmark(['eval', 'a.arrow', '--loss', 'mse', '--history', ...more], { cwd });
const linesOf = (name: string): readonly string[] => readFileSync(at(name), 'utf8').split('\n');

it('appends each report as a line, failed gates too, but nothing where there is no result', async () => {
  await run('all.jsonl');
  expect((await run('all.jsonl', '--gate', 'mse < 1')).code).toBe(1);
  expect((await run('all.jsonl', '--prediction', 'score')).code).toBe(3);
  const lines = linesOf('all.jsonl');
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toBe('');
  const reports = lines.slice(0, -1).map((line) => JSON.parse(line));
  for (const report of reports) checkReport(report);
  expect(reports.map(({ result }) => [result.losses[0].value, result.gates?.[0].status])).toEqual([
    [4, undefined],
    [4, 'fail'],
  ]);
});

it('begins a new line after one that was torn, and says so', async () => {
  await run('torn.jsonl');
  appendFileSync(at('torn.jsonl'), '{"version":1,"resul');
  const { code, stderr } = await run('torn.jsonl');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'offmark: torn.jsonl: its last line was torn; the new one begins after it.\n',
  });
  expect((await run('torn.jsonl')).stderr).toBe('');
  const lines = linesOf('torn.jsonl');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe('{"version":1,"resul');
  for (const i of [0, 2, 3]) checkReport(JSON.parse(lines[i] ?? ''));
});

it('lines of runs that end together do not mix', async () => {
  await Promise.all(Array.from({ length: 6 }, () => run('together.jsonl')));
  const lines = linesOf('together.jsonl').slice(0, -1);
  expect(lines).toHaveLength(6);
  for (const line of lines) checkReport(JSON.parse(line));
});

it('refuses what would be lost, before the job', async () => {
  writeFileSync(at('out.json'), '');
  for (const args of [
    ['a.arrow'],
    ['out.json', '--report', 'json=out.json'],
    ['no/such/folder.jsonl'],
    ['.'],
    ['x.jsonl', '--shard', '1/2', '--partial', 'state.json'],
  ]) {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatchSnapshot(args.join(' '));
  }
});
