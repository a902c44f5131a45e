import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { holdLock } from '../../src/cli/lock.ts';
import { numbers, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
writeDump(
  path.join(cwd, 'a.arrow'),
  { target: numbers(Float64Array.of(1)), prediction: numbers(Float64Array.of(3)) },
  1,
);
const args = ['eval', 'a.arrow', '--loss', 'mse', '--lock'];
const at = (name: string): string => path.join(cwd, name);

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.on('close', resolve));
  return child.pid ?? 0;
}

const holder = (changes: object): string =>
  `${JSON.stringify({ pid: process.pid, host: hostname(), born: null, since: '2026-01-31T00:00:00.000Z', ...changes })}\n`;

it('another run ends with a line and a code of its own, and leaves the lock', async () => {
  const release = holdLock(at('held.lock'));
  const text = readFileSync(at('held.lock'), 'utf8');
  const { code, stdout, stderr } = await offmark([...args, 'held.lock'], { cwd });
  expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
  const { pid, host, since } = JSON.parse(text);
  expect({ pid, host }).toEqual({ pid: process.pid, host: hostname() });
  expect(stderr).toBe(
    `E_LOCKED --lock held.lock: expected no other run, got process ${pid} on ${host}, since ${since}.\n`,
  );
  expect(readFileSync(at('held.lock'), 'utf8')).toBe(text);
  release();
  expect((await offmark([...args, 'held.lock'], { cwd })).code).toBe(0);
  expect(readdirSync(cwd)).toEqual(['a.arrow']);
});

it('the lock of a process that has ended is taken over, and let go', async () => {
  writeFileSync(at('stale.lock'), holder({ pid: await deadPid() }));
  expect((await offmark([...args, 'stale.lock'], { cwd })).code).toBe(0);
  // A later process may have the number of one that has ended.
  writeFileSync(at('stale.lock'), holder({ born: '1' }));
  expect((await offmark([...args, 'stale.lock'], { cwd })).code).toBe(process.platform === 'linux' ? 0 : 75);
  expect(readdirSync(cwd)).toEqual(['a.arrow']);
});

it('the lock of another machine stays, and so does a file that is no lock', async () => {
  const texts = {
    'other.lock': { text: holder({ host: 'elsewhere', pid: await deadPid() }), exit: 75 },
    'notes.txt': { text: 'my notes\n', exit: 2 },
    empty: { text: '', exit: 2 },
  };
  for (const [name, { text, exit }] of Object.entries(texts)) {
    writeFileSync(at(name), text);
    const { code, stderr } = await offmark([...args, name], { cwd });
    expect(code).toBe(exit);
    expect(stderr.replaceAll(/process \d+/g, 'process 1')).toMatchSnapshot(name);
    expect(readFileSync(at(name), 'utf8')).toBe(text);
  }
});

it('is no place to write to, and no input', async () => {
  const beside = [['--output'], ['--history'], ['--partial'], ['--report', 'json=']] as const;
  for (const [flag, prefix = ''] of beside) {
    const { code, stderr } = await offmark([...args, 'own.lock', flag, `${prefix}own.lock`], { cwd });
    expect({ flag, code }).toEqual({ flag, code: 2 });
    expect(stderr).toMatch(/^E_OUTPUT own\.lock: /);
    expect(readdirSync(cwd)).not.toContain('own.lock');
  }
  const dump = readFileSync(at('a.arrow'));
  const { code, stderr } = await offmark([...args, 'a.arrow'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^E_LOCK --lock a\.arrow: .* Give another path\.$/m);
  expect(readFileSync(at('a.arrow'))).toEqual(dump);
});

it('of many runs at once over a stale lock, one at a time holds it', async () => {
  writeFileSync(at('race.lock'), holder({ pid: await deadPid() }));
  const history = ['--history', 'race.jsonl'];
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => offmark([...args, 'race.lock', ...history], { cwd })),
  );
  const codes = outcomes.map(({ code }) => code);
  expect(new Set([...codes, 0, 75])).toEqual(new Set([0, 75]));
  const lines = readFileSync(at('race.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(codes.filter((code) => code === 0).length);
});

it('an error, and a folder that is not there', async () => {
  expect((await offmark(['eval', 'none.arrow', '--loss', 'mse', '--lock', 'x.lock'], { cwd })).code).toBe(3);
  expect(readdirSync(cwd)).not.toContain('x.lock');
  const { code, stderr } = await offmark([...args, 'no/such/x.lock'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatchSnapshot();
});
