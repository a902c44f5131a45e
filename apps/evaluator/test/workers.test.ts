import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate, poolExecutor } from 'offmark';
import type { Executor } from 'offmark';
import { offmark } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const rows = 70_000;
const column = numbers(new Float64Array(rows));
const dump = writeDump(path.join(cwd, 'a.arrow'), { target: column, prediction: column }, rows);
const losses = new URL('../../../packages/losses/dist/index.js', import.meta.url).href;

/** A module of a loss that does something when a worker thread loads it. */
function moduleThat(name: string, does: string): string {
  const file = path.join(cwd, name);
  writeFileSync(
    file,
    `import { isMainThread } from 'node:worker_threads';
    import { defineLoss, square, sub, tasks } from '${losses}';
    if (!isMainThread) { ${does} }
    export const mine = defineLoss({
      name: 'mine', summary: 'Mine.', columns: tasks.regression,
      value: ({ target, prediction }) => square(sub(prediction, target)), source: 'none',
    });`,
  );
  return file;
}

describe('a worker thread', () => {
  it('that ends is reported with its reason', async () => {
    const module = moduleThat('ends.mjs', 'process.exit(7);');
    const args = ['eval', dump, '--losses-from', module, '--loss', 'mse', '--workers', '2'];
    const outcome = await offmark(args, { cwd });
    expect(outcome).toMatchSnapshot();
  });

  it('that has no memory left is reported with its reason', async () => {
    const module = moduleThat(
      'grows.mjs',
      'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));',
    );
    const args = ['eval', dump, '--losses-from', module, '--loss', 'mse', '--workers', '2'];
    const env = { NODE_OPTIONS: '--max-old-space-size=80' };
    const outcome = await offmark(args, { cwd, env });
    expect(outcome).toMatchSnapshot();
  });

  it('that hangs is ended', async () => {
    const executor = poolExecutor(2, 500);
    const lossesFrom = [moduleThat('hangs.mjs', 'for (;;);')];
    try {
      await expect(evaluate({ inputs: [dump], losses: 'mse', lossesFrom, executor })).rejects.toThrow(
        'E_WORKER expected a result from every worker thread, got no chunk finished within 0.5 s.',
      );
    } finally {
      await executor.close();
    }
  });

  it('that works is not, however long the job waits for rows', async () => {
    const executor = poolExecutor(2, 3000);
    try {
      const { result } = await evaluate({ inputs: [dump], losses: 'mse', executor: slowed(executor, 3500) });
      expect(result.rows.read).toBe(rows);
    } finally {
      await executor.close();
    }
  });
});

/** Waits before each task. */
function slowed(executor: Executor, milliseconds: number): Executor {
  return {
    ...executor,
    run: async (task, transfer) => {
      await new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      });
      return executor.run(task, transfer);
    },
  };
}
