import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';

const folder = testFolder();
const at = (name: string): string => path.join(folder, name);
const main = fileURLToPath(new URL('../dist/bundle/offmark.cjs', import.meta.url));
const page = readFileSync(new URL('../../../docs/shards-and-resume.md', import.meta.url), 'utf8');
const shards = 2;

/** A program of that name, before all others on the path. */
function writeProgram(name: string, script: string): void {
  mkdirSync(at('bin'), { recursive: true });
  writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${script}\n`);
  chmodSync(at(`bin/${name}`), 0o755);
}

/** The page's command that minds a variable, in one line, over our dumps and with fewer shards. */
function commandWith(variable: string): string {
  const block = page.split('```').find((part) => part.includes(variable)) ?? '';
  const [command = ''] = /(?:npx )?offmark eval [^]*/.exec(block) ?? [];
  return command
    .replaceAll(/\s+/g, ' ')
    .replaceAll('/data/dumps', at('dumps'))
    .replaceAll('/data/states', folder)
    .replaceAll('/16', `/${shards}`);
}

beforeAll(() => {
  const random = randomNumbers(7);
  const values = (): Float64Array => Float64Array.from({ length: 140_000 }, random);
  mkdirSync(at('dumps'));
  const columns = { target: numbers(values()), prediction: numbers(values()) };
  writeDump(at('dumps/all.arrow'), columns, 140_000, { batchRows: 30_000 });
  writeProgram('offmark', `exec '${process.execPath}' '${main}' "$@"`);
  writeProgram('npx', 'exec "$@"');
});

it.each([
  ['Slurm', 'SLURM_ARRAY_TASK_ID', 1],
  ['Kubernetes', 'JOB_COMPLETION_INDEX', 0],
  ['AWS Batch', 'AWS_BATCH_JOB_ARRAY_INDEX', 0],
])('the array job of %s has every row once', async (_, variable, first) => {
  const command = commandWith(variable);
  const states = Array.from({ length: shards }, (__, i) => `part-${first + i}.json`);
  for (let index = first; index < first + shards; index++) {
    const env = { ...process.env, PATH: `${at('bin')}:${process.env['PATH']}`, [variable]: String(index) };
    execFileSync('sh', ['-c', command], { cwd: folder, env });
  }
  const merged = await offmark(['merge', ...states, '--format', 'json'], { cwd: folder });
  const whole = await offmark(['eval', 'dumps', '--loss', 'mse,mae', '--format', 'json'], { cwd: folder });
  expect(merged.stderr).toBe('');
  expect(JSON.parse(merged.stdout).result).toEqual(JSON.parse(whole.stdout).result);
});
