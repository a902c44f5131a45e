import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeStates, partialStateText } from 'offmark';
import { offmark } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { nullable, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate, evaluatePart } from './support/valid-report.ts';

const folder = testFolder();
const random = randomNumbers(31);
const rows = 700_000;
const values = (): Float64Array =>
  Float64Array.from({ length: rows }, () => (random() - 0.5) * 10 ** (random() * 12 - 6));
const columns = { target: numbers(values()), prediction: numbers(values()) };

/** Eleven chunks, and three. */
beforeAll(() => {
  writeDump(path.join(folder, 'a.arrow'), columns, rows, { batchRows: 50_000 });
  writeDump(path.join(folder, 'b.arrows'), columns, 150_000, { format: 'stream', batchRows: 7_000 });
});

const job = ['eval', 'a.arrow', 'b.arrows', '--loss', 'mse,huber:delta=2', '--format', 'json'];

async function run(...args: readonly string[]): Promise<Outcome> {
  const outcome = await offmark(args, { cwd: folder });
  expect(outcome.stderr).toBe('');
  expect(outcome.code).toBe(0);
  return outcome;
}

const refusal = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await offmark(args, { cwd: folder });
  expect(stdout).toBe('');
  return `exit ${code}: ${stderr}`;
};

const textOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const resultOf = (report: string): string => JSON.stringify(JSON.parse(report).result);

describe.each(['kahan', 'exact'])('states of %s sums', (sum) => {
  it('of shards merge, in any order and grouping, to the state and the result of one run', async () => {
    const whole = await run(...job, '--sum', sum, '--partial', 'whole.json');
    const shards = Array.from({ length: 5 }, (_, i) => `shard-${i + 1}.json`);
    for (const [i, name] of shards.entries()) {
      const args = ['--sum', sum, '--shard', `${i + 1}/5`, '--partial', name];
      const { stdout } = await run(...job, ...args);
      expect(stdout).toBe('');
    }
    for (let turn = 0; turn < 4; turn++) {
      const order = shards.toSorted(() => random() - 0.5);
      const cut = 1 + Math.floor(random() * 4);
      const parts = [order.slice(0, cut), order.slice(cut)];
      for (const [i, part] of parts.entries()) {
        await offmark(['merge', ...part, '--partial', `part-${i}.json`], { cwd: folder });
      }
      const args = ['part-1.json', 'part-0.json', '--format', 'json', '--partial', 'merged.json'];
      const merged = await run('merge', ...args);
      expect(resultOf(merged.stdout)).toBe(resultOf(whole.stdout));
      expect(textOf('merged.json')).toBe(textOf('whole.json'));
    }
  }, 60_000);
});

it('more shards than chunks leave some without rows, and merge all the same', async () => {
  const whole = await run('eval', 'b.arrows', '--loss', 'mae', '--format', 'json');
  const names: string[] = [];
  for (let i = 1; i <= 5; i++) {
    names.push(`tiny-${i}.json`);
    await run('eval', 'b.arrows', '--loss', 'mae', '--shard', `${i}/5`, '--partial', `tiny-${i}.json`);
  }
  const merged = await run('merge', ...names, '--format', 'json');
  expect(resultOf(merged.stdout)).toBe(resultOf(whole.stdout));
}, 30_000);

it('names the shards that are missing, of states and of merged ones', async () => {
  const names = [1, 2, 3, 4].map((k) => `of-4-${k}.json`);
  for (const [i, name] of names.entries()) {
    await run('eval', 'a.arrow', '--loss', 'mae', '--shard', `${i + 1}/4`, '--partial', name);
  }
  const [first = '', second = '', third = '', last = ''] = names;
  const chunksOf = (k: number): string => /chunks? [\d to]+/.exec(missing(k))?.[0] ?? '';
  const missing = (k: number): string => said.get(k) ?? '';
  const said = new Map<number, string>();
  for (const [i] of names.entries()) {
    said.set(i + 1, await refusal('merge', ...names.filter((_, other) => other !== i)));
    expect(missing(i + 1)).toContain(`got none of shard ${i + 1}/4 (chunks `);
  }
  expect(new Set([1, 2, 3, 4].map(chunksOf)).size).toBe(4);
  const some = await offmark(['merge', first, last, '--partial', 'some-of-4.json'], { cwd: folder });
  expect(some.stderr).toContain('there is no state of shards 2/4, 3/4 (chunks ');
  expect(await refusal('merge', 'some-of-4.json', second)).toContain('got none of shard 3/4 (chunks ');
  expect((await run('merge', 'some-of-4.json', second, third)).code).toBe(0);
  // Parts of other sizes have no common number.
  await run('eval', 'a.arrow', '--loss', 'mae', '--shard', '3/3', '--partial', 'of-3.json');
  expect(await refusal('merge', first, 'of-3.json')).toMatch(/got none of chunks \d/);
}, 30_000);

it("yesterday's state and today's file make the result of both, exactly", async () => {
  const exact = ['--loss', 'mse', '--sum', 'exact', '--format', 'json'];
  const both = await run('eval', 'a.arrow', 'b.arrows', ...exact);
  await run('eval', 'a.arrow', ...exact, '--partial', 'yesterday.json');
  const piped = readFileSync(path.join(folder, 'b.arrows'));
  const today = await offmark(['eval', '-', ...exact, '--partial', 'today.json'], {
    cwd: folder,
    stdin: piped,
  });
  expect(today.code).toBe(0);
  const merged = await run('merge', 'today.json', 'yesterday.json', '--format', 'json');
  expect(resultOf(merged.stdout)).toBe(resultOf(both.stdout));
});

it('a loss of a module of its own is merged with the module, and asks for it', async () => {
  const from = ['--losses-from', fileURLToPath(new URL('../../../examples/my-losses.mjs', import.meta.url))];
  await run('eval', 'b.arrows', '--loss', 'linex:scale=1e9', ...from, '--partial', 'own.json');
  const { stdout } = await run('merge', 'own.json', ...from);
  expect(stdout).toContain('linex');
  expect(await refusal('merge', 'own.json')).toMatchSnapshot();
});

it('the library keeps and merges states as the command does', async () => {
  const options = { inputs: [path.join(folder, 'b.arrows')], losses: 'mse,mae' } as const;
  const parts = [1, 2].map((index) => evaluatePart({ ...options, shard: { index, count: 2 } }));
  const texts = (await Promise.all(parts)).map(partialStateText);
  const [merged, whole] = [await mergeStates(texts), await evaluate(options)];
  expect(merged.result).toEqual(whole.result);
  await expect(mergeStates(texts.slice(1))).rejects.toThrow(/E_STATE_INCOMPLETE/);
  await expect(mergeStates(['{}'])).rejects.toThrow(/E_STATE state 1, kind/);
  await expect(evaluatePart({ ...options, shard: { index: 3, count: 2 } })).rejects.toThrow(
    /E_ARGUMENT shard/,
  );
});

describe('what is not merged', () => {
  beforeAll(async () => {
    const one = ['eval', 'a.arrow', '--loss', 'mse'];
    await offmark([...one, '--shard', '1/2', '--partial', 'first.json'], { cwd: folder });
    await offmark([...one, '--shard', '2/2', '--partial', 'second.json'], { cwd: folder });
    await offmark([...one, '--partial', 'all.json'], { cwd: folder });
    await offmark([...one, '--sum', 'exact', '--partial', 'exact.json'], { cwd: folder });
    copyFileSync(path.join(folder, 'a.arrow'), path.join(folder, 'copy.arrow'));
    await offmark(['eval', 'copy.arrow', '--loss', 'mse', '--partial', 'copy.json'], { cwd: folder });
    const text = textOf('first.json');
    writeFileSync(path.join(folder, 'cut.json'), text.slice(0, 700));
    writeFileSync(path.join(folder, 'newer.json'), text.replace('"version":1', '"version":2'));
    writeFileSync(path.join(folder, 'sum.json'), text.replace(/"high":[^,]+/, '"high":"1"'));
    writeFileSync(path.join(folder, 'rows.json'), text.replace(/"used":\d+/, '"used":-3'));
    writeFileSync(path.join(folder, 'digit.json'), text.replace(/"high":(\d)/, '"high":9$1'));
    writeFileSync(path.join(folder, 'level.json'), text.replace(/"level":\d+/, '"level":60'));
    writeFileSync(path.join(folder, 'loss.json'), text.replace('"name":"mse"', '"name":"mze"'));
    const moved = text.replace(/"used":(\d+)/, (_, used) => `"used":${Number(used) - 7}`);
    writeFileSync(path.join(folder, 'ledger.json'), moved);
  });

  it.each([
    ['a shard twice', 'first.json', 'second.json', 'first.json'],
    ['shards without one', 'second.json'],
    ['the same data under another name', 'all.json', 'copy.json'],
    ['another way to sum', 'first.json', 'exact.json'],
    ['a file that was cut', 'cut.json'],
    ['another version', 'newer.json'],
    ['a sum that is no number', 'sum.json'],
    ['a count below zero', 'rows.json'],
    ['a sum of another digit', 'digit.json'],
    ['more chunks than there are', 'level.json'],
    ['fewer rows than its chunks have', 'ledger.json'],
    ['an unknown loss', 'loss.json'],
    ['a report', 'a.arrow'],
    ['no file', 'nowhere.json'],
  ])('%s', async (_what, ...states) => {
    expect(await refusal('merge', ...states)).toMatchSnapshot();
  });

  it.each([
    ['a shard without a state', 'a.arrow', '--shard', '1/2'],
    ['a shard beyond', 'a.arrow', '--shard', '3/2', '--partial', 'x.json'],
    ['a shard of a pipe', '-', '--shard', '1/2', '--partial', 'x.json'],
    ['a checkpoint of a pipe', '-', '--checkpoint', 'nothing'],
    ['a checkpoint in a file', 'a.arrow', '--checkpoint', 'b.arrows'],
    ['no time between segments', 'a.arrow', '--checkpoint', 'nothing', '--checkpoint-interval', 'soon'],
  ])('%s', async (_what, ...args) => {
    expect(await refusal('eval', '--loss', 'mse', ...args)).toMatchSnapshot();
  });
});

describe('checkpoints', () => {
  const main = fileURLToPath(new URL('../dist/bundle/offmark.cjs', import.meta.url));
  const checkpoint = path.join(folder, 'checkpoint');
  const args = [...job, '--workers', '2', '--checkpoint', 'checkpoint', '--checkpoint-interval', '0'];

  const segments = (): number =>
    existsSync(checkpoint) ? readdirSync(checkpoint).filter((name) => name.startsWith('segment')).length : 0;

  /** Starts the job and kills it so long after its start, or after it has begun to write. */
  async function killAfter(milliseconds: number, since: 'start' | 'segment'): Promise<void> {
    const before = segments();
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      child.on('close', resolve);
    });
    const hasStarted = (): boolean => since === 'start' || segments() > before || child.exitCode !== null;
    while (!hasStarted()) await sleep(2);
    await Promise.race([sleep(milliseconds), ended]);
    child.kill('SIGKILL');
    await ended;
  }

  it('a job that is killed at any moment ends as one that was not', async () => {
    const whole = await run(...job);
    const kills = Number(process.env['OFFMARK_KILLS'] ?? 6);
    let taken = 0;
    for (let i = 0; i < kills; i++) {
      if (i % 3 === 0) rmSync(checkpoint, { recursive: true, force: true });
      await (i % 2 === 0 ? killAfter(random() * 100, 'segment') : killAfter(random() * 400, 'start'));
      if (segments() > 0) taken += 1;
      if (i % 3 < 2) continue;
      const resumed = await run(...args);
      expect(resultOf(resumed.stdout)).toBe(resultOf(whole.stdout));
      const again = await run(...args);
      expect(resultOf(again.stdout)).toBe(resultOf(whole.stdout));
    }
    expect(taken).toBeGreaterThan(0);
  }, 600_000);

  it('notice that an input has changed, by its time or by what is read again', async () => {
    const input = path.join(folder, 'changing.arrow');
    const write = (first: number): void => {
      writeDump(input, { target: nullable([first, 2, 3]), prediction: nullable([1, 2, 5]) }, 3);
      utimesSync(input, 1_700_000_000, 1_700_000_000);
    };
    const changing = ['eval', 'changing.arrow', '--loss', 'mse', '--checkpoint', 'changing'];
    write(1);
    await run(...changing);
    await run(...changing);
    write(4);
    const byDigest = await refusal(...changing);
    expect(byDigest.replace(/[0-9a-f]{32}/g, 'DIGEST')).toMatchSnapshot('by what is read');
    utimesSync(input, 1_700_000_001, 1_700_000_001);
    const byTime = await refusal(...changing);
    expect(byTime.replace(/inode \d+/g, 'inode N')).toMatchSnapshot('by its time');
    expect(await refusal('eval', 'a.arrow', '--loss', 'mse', '--checkpoint', 'changing')).toMatchSnapshot(
      'of another job',
    );
  });
});
