import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { offmark } from '../support/command.ts';
import { numbers, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
writeDump(
  path.join(cwd, 'a.arrow'),
  { target: numbers(Float64Array.of(1)), prediction: numbers(Float64Array.of(3)) },
  1,
);
const args = ['eval', 'a.arrow', '--loss', 'mse'];
const cache = path.join(cwd, 'cache');
const folder = path.join(cache, 'offmark');
const env = { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' };

const kept = (): readonly string[] => fs.readdirSync(folder).map((name) => path.join(folder, name));
const stamps = (): readonly number[] => kept().map((file) => fs.statSync(file).mtimeMs);

const bundle = new URL('../../dist/bundle/', import.meta.url);

it('compiled code is kept where only its user writes, used by the next start, and changes nothing', async () => {
  const first = await offmark(args, { cwd, env });
  expect(first.code).toBe(0);
  expect(kept().map((file) => path.basename(file))).toEqual([
    `command.cjs-${process.version}-${process.arch}`,
    `shared.cjs-${process.version}-${process.arch}`,
  ]);
  for (const file of kept()) expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const before = stamps();
  expect(await offmark(args, { cwd, env })).toEqual(first);
  expect(stamps()).toEqual(before);
});

it.each([
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['empty', () => Buffer.alloc(0)],
  ['of the key alone', (bytes: Buffer) => bytes.subarray(0, 200)],
  [
    'with one bit flipped',
    (bytes: Buffer) => Buffer.from(bytes).fill((bytes[70_001] ?? 0) ^ 4, 70_001, 70_002),
  ],
  ['of another build', (bytes: Buffer) => Buffer.concat([Buffer.from('["v1'), bytes.subarray(4)])],
] as const)('compiled code that is %s is made anew', async (_, damaged) => {
  const sound = await offmark(args, { cwd, env });
  const files = kept().map((file) => [file, fs.readFileSync(file)] as const);
  for (const [file, bytes] of files) fs.writeFileSync(file, damaged(bytes));
  expect(await offmark(args, { cwd, env })).toEqual(sound);
  for (const [file, bytes] of files) {
    const anew = fs.readFileSync(file);
    const header = bytes.indexOf('\n');
    expect(anew.subarray(0, header)).toEqual(bytes.subarray(0, header));
    expect(anew.length).toBeGreaterThan(100_000);
  }
});

it('where nothing can be kept, or is wanted to be, a job runs as ever', async () => {
  fs.writeFileSync(path.join(cwd, 'file'), '');
  const plain = await offmark(args, { cwd, env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' } });
  expect(plain.code).toBe(0);
  for (const cannot of [
    { ...env, XDG_CACHE_HOME: path.join(cwd, 'file') },
    { ...env, XDG_CACHE_HOME: '', HOME: '' },
    { ...env, XDG_CACHE_HOME: '/proc/none' },
    { ...env, XDG_CACHE_HOME: '', HOME: '/proc/none' },
    { ...env, XDG_CACHE_HOME: path.join(cwd, 'none', 'at', 'all') },
  ]) {
    expect(await offmark(args, { cwd, env: cannot })).toEqual(plain);
  }
});

it('threads and modules of users load beside compiled code', async () => {
  fs.writeFileSync(path.join(cwd, 'none.mjs'), 'export const nothing = 1;');
  for (const _ of [1, 2]) {
    const pooled = await offmark([...args, '--workers', '2'], { cwd, env });
    expect(pooled).toMatchObject({ code: 0, stderr: '' });
    const module = await offmark([...args, '--losses-from', './none.mjs'], { cwd, env });
    expect(module.stderr).toMatch(/^E_LOSS_MODULE /);
  }
});

it('what is compiled ahead imports nothing when asked: V8 forgets how, in code that was kept', () => {
  for (const name of ['command.cjs', 'shared.cjs']) {
    expect(fs.readFileSync(new URL(name, bundle), 'utf8')).not.toMatch(/[^\w.$]import\(/);
  }
});

it('help keeps nothing: it compiles little of what a job needs', async () => {
  const elsewhere = path.join(cwd, 'help');
  await offmark(['--help'], { cwd, env: { ...env, XDG_CACHE_HOME: elsewhere } });
  expect(fs.existsSync(elsewhere)).toBe(false);
});
