import path from 'node:path';
import { expect, it } from 'vitest';
import { numbers, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
writeDump(
  path.join(cwd, 'a.arrow'),
  { target: numbers(Float64Array.of(1)), prediction: numbers(Float64Array.of(3)) },
  1,
);

it('a job loads what it needs alone: configurations, locks and charts stay on the disk', async () => {
  const env = { NODE_DEBUG: 'module', NODE_DISABLE_COMPILE_CACHE: '1' };
  const { code, stderr } = await offmark(['eval', 'a.arrow', '--loss', 'mse'], { cwd, env });
  expect(code).toBe(0);
  const loaded = [...stderr.matchAll(/: load "([^"]+)" for module/g)].map(([, file = '']) =>
    path.basename(file),
  );
  expect(loaded.toSorted()).toEqual([
    'code-cache.cjs',
    'command.cjs',
    'offmark.cjs',
    'rolldown-runtime.cjs',
    'shared.cjs',
  ]);
});
