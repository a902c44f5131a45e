import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { evaluatePart, poolExecutor } from 'offmark';
import type { Executor } from 'offmark';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const rows = 4 * 65_536;
const zeros = numbers(new Float64Array(rows));
const input = writeDump(path.join(folder, 'zeros.arrow'), { target: zeros, prediction: zeros }, rows);
const pool = poolExecutor(1);
afterAll(() => pool.close());

it('a job that was ended keeps nothing of the tasks that come to an end after it', async () => {
  const [interruption, checkpoint] = [new AbortController(), path.join(folder, 'checkpoint')];
  const late: (() => void)[] = [];
  const ends: Promise<unknown>[] = [];
  /** Two tasks at a time, of which all but the first end when they are let. */
  const executor: Executor = {
    threads: 2,
    close: async () => {},
    run: (task) => {
      const isFirst = ends.length === 0;
      const ended = pool.run(task).then(async (result) => {
        if (!isFirst) await new Promise<void>((resolve) => late.push(resolve));
        return result;
      });
      ends.push(ended);
      return ended;
    },
  };
  const job = evaluatePart({
    inputs: [input],
    losses: 'mse',
    executor,
    checkpoint,
    checkpointInterval: 0,
    signal: interruption.signal,
    onProgress: () => interruption.abort(),
  });
  await expect(job).rejects.toThrow(/abort/);
  const kept = readdirSync(checkpoint);
  while (late.length < ends.length - 1) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const end of late) end();
  await Promise.all(ends);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ends.length).toBeGreaterThan(1);
  expect(readdirSync(checkpoint)).toEqual(kept);
});
