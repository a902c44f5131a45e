import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { evaluate } from 'offmark';
import type { Report } from 'offmark';
import { memoriesMade } from '../../../packages/arrow-ipc/test/support/memories-made.ts';
import { ThreadBackends } from '../src/scan/backend.ts';
import { inlineExecutor } from '../src/scan/executor.ts';
import type { Task } from '../src/scan/task.ts';

it('is one for all inputs of a thread, with its memory free and zeroed for each', () => {
  const backends = new ThreadBackends();
  const first = backends.open('simd');
  const bytes = first.allocate(1024).fill(0xff);
  const second = backends.open('simd');
  expect(second).toBe(first);
  const again = second.allocate(1024);
  expect(again.byteOffset).toBe(bytes.byteOffset);
  expect(again.every((byte) => byte === 0)).toBe(true);
});

it('goes from one runner to the next when that is closed, and never to two', () => {
  const [first, second, third] = [new ThreadBackends(), new ThreadBackends(), new ThreadBackends()];
  const taken = first.open('simd');
  const bytes = taken.allocate(1024).fill(0xff);
  expect(second.open('simd')).not.toBe(taken);
  first.close();
  const again = third.open('simd');
  expect(again).toBe(taken);
  const clean = again.allocate(1024);
  expect(clean.byteOffset).toBe(bytes.byteOffset);
  expect(clean.every((byte) => byte === 0)).toBe(true);
  third.close();
  second.close();
});

const dump = fileURLToPath(
  new URL('../../../packages/arrow-ipc/test/data/writers/polars-zstd.arrow', import.meta.url),
);

function job(): Promise<Report> {
  return evaluate({ inputs: [dump], losses: 'mse', workers: 1, backend: 'simd' });
}

it('is made once for many jobs of one thread, and so are the memories to decode in', async () => {
  const { result } = await job();
  expect(await memoriesMade(job)).toBe(0);
  // At one time there are as many as there are jobs.
  for (const report of await Promise.all([job(), job(), job()])) expect(report.result).toEqual(result);
});

it('is not used by a task that comes after the end of its job', async () => {
  const executor = inlineExecutor();
  const plan = { lossModules: [], digests: false } as unknown as Task['plan'];
  const task = { plan, input: { layouts: [] }, chunks: [], source: { segments: [], pieces: [] } };
  const late = executor.run(task as unknown as Task);
  await executor.close();
  expect(await late).toHaveProperty('failure.got', expect.stringContaining('closed'));
});
