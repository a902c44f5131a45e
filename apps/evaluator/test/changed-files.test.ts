import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from 'offmark';
import type { Executor } from 'offmark';
import { inlineExecutor } from '../src/scan/executor.ts';
import { dumpBytes, numbers } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const rows = 200_000;
const zeros = numbers(new Float64Array(rows));
const ones = numbers(new Float64Array(rows).fill(1));
const formats = ['file', 'stream'] as const;
const bytesOf = (format: 'file' | 'stream'): Uint8Array =>
  dumpBytes({ target: zeros, prediction: zeros }, rows, { format });

/** Does something between the planning of a task and its work. */
function before(task: number, action: () => void): Executor {
  const executor = inlineExecutor();
  let number = 0;
  return {
    ...executor,
    run: async (...args) => {
      if (number === task) action();
      number += 1;
      return executor.run(...args);
    },
  };
}

async function errorOf(file: string, executor: Executor): Promise<string> {
  const failed = evaluate({ inputs: [file], losses: 'mse', executor });
  return failed.then(
    () => 'no error',
    (error: unknown) =>
      String(error)
        .replace(folder, '')
        .replaceAll(/ of \d{4}-[^,.]*\.\d+Z/g, ' of then'),
  );
}

describe.each(formats)('a %s that changes while it is read is refused', (format) => {
  const file = path.join(folder, `${format}.arrow`);
  const changes: Record<string, () => void> = {
    'it grows': () => appendFileSync(file, new Uint8Array(100)),
    'it shrinks': () => truncateSync(file, 1000),
    'it is replaced': () => {
      const other = dumpBytes({ target: zeros, prediction: ones }, rows, { format });
      writeFileSync(`${file}.new`, other);
      renameSync(`${file}.new`, file);
    },
    'it is written over': () => {
      writeFileSync(file, dumpBytes({ target: zeros, prediction: ones }, rows, { format }));
      // A clock may be coarser than this test is fast.
      utimesSync(file, 1, 1);
    },
  };
  it.each(Object.entries(changes))('%s', async (_, change) => {
    for (const task of [0, 2]) {
      writeFileSync(file, bytesOf(format));
      expect(await errorOf(file, before(task, change))).toMatchSnapshot(`before task ${task}`);
    }
  });
});

it('a file that stays as it is may be read by many tasks', async () => {
  const file = path.join(folder, 'same.arrow');
  writeFileSync(file, bytesOf('file'));
  expect(
    await errorOf(
      file,
      before(1, () => {}),
    ),
  ).toBe('no error');
});
