import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './support/valid-report.ts';
import { offmark } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';

const cwd = testFolder();
const lossesPackage = new URL('../../../packages/losses/dist/index.js', import.meta.url).href;
const example = fileURLToPath(new URL('../../../examples/my-losses.mjs', import.meta.url));
const penguins = fileURLToPath(new URL('../../../examples/dumps/penguin-body-mass.arrow', import.meta.url));

/** Writes a module that can say `define(name)` for the squared error by another name. */
function writeModule(name: string, code: string): void {
  const head = `import { defineLoss, square, sub, tasks } from '${lossesPackage}';
    const define = (name) => defineLoss({
      name, summary: 'Mine.', source: 'me', columns: tasks.regression,
      value: ({ target, prediction }) => square(sub(prediction, target)),
    });`;
  writeFileSync(path.join(cwd, name), `${head}\n${code}`);
}

const modules: Readonly<Record<string, string>> = {
  'good.mjs': "export const mine = define('my-mse'); export default [mine, define('my-other')];",
  'taken.mjs': "export default define('mse');",
  'again.mjs': "export default define('my-mse');",
  'helper.mjs': "export const mine = define('my-mse'); export const helper = (x) => x;",
  'nothing.mjs': '',
  'throws.mjs': "throw new Error('first line\\nsecond line \\u001B[31m');",
  'throws-text.mjs': "throw 'just words';",
  'syntax.mjs': 'export const = ;',
  'name.mjs': "export default define('my,mse');",
  'newer.mjs':
    "const mine = define('my-mse'); mine.value.operation.name = 'fromTheFuture'; export default mine;",
  'no-package.mjs': "import '@offmark/losses-of-nobody';",
};

const rows = 200_000;
beforeAll(() => {
  for (const [name, code] of Object.entries(modules)) writeModule(name, code);
  const next = randomNumbers(7);
  const column = (): ReturnType<typeof numbers> => numbers(Float64Array.from({ length: rows }, () => next()));
  writeDump(path.join(cwd, 'dump.arrow'), { target: column(), prediction: column() }, rows);
});

const evaluated = (...args: readonly string[]): ReturnType<typeof offmark> =>
  offmark(['eval', 'dump.arrow', ...args, '--format', 'json'], { cwd });

it("evaluates a user's own losses to the same bytes as ours, on any backend and number of workers", async () => {
  const results = new Set<string>();
  for (const backend of ['plain', 'simd']) {
    for (const workers of ['1', '2', '7']) {
      const outcome = await evaluated(
        '--losses-from=good.mjs',
        '--loss=my-mse,mse,my-other',
        `--backend=${backend}`,
        `--workers=${workers}`,
      );
      expect(outcome.stderr).toBe('');
      results.add(JSON.stringify(JSON.parse(outcome.stdout).result));
    }
  }
  expect(results.size).toBe(1);
  const { losses } = JSON.parse([...results][0] ?? '');
  expect(losses.map(({ loss }: { loss: string }) => loss)).toEqual(['my-mse', 'mse', 'my-other']);
  expect(losses[0].value).toBe(losses[1].value);
  expect(losses[0].value).toBeGreaterThan(0.16);
}, 60_000);

it('are held against gates by their names', async () => {
  const args = ['--losses-from', 'good.mjs', '--loss', 'my-mse'];
  expect((await evaluated(...args, '--gate', 'my-mse < 100')).code).toBe(0);
  expect((await evaluated(...args, '--gate', 'my-mse < 0')).code).toBe(1);
  const { code, stderr } = await evaluated(...args, '--gate', 'my-mes < 1');
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean my-mse?');
});

it('evaluates the example, by its formula', async () => {
  const losses = 'linex:scale=300';
  const { result } = await evaluate({ inputs: [penguins], losses, lossesFrom: [example] });
  const pool = await evaluate({ inputs: [penguins], losses, lossesFrom: [example], workers: 2 });
  expect(JSON.stringify(pool.result)).toBe(JSON.stringify(result));
  expect(result.losses[0]).toMatchObject({ loss: 'linex', parameters: { scale: 300 }, state: 'ok' });
  expect(result.losses[0]?.value).toBeCloseTo(0.463_009_141_497, 12);
});

describe('one clear line, and exit code 2', () => {
  it.each([
    ['a module that is missing', ['nowhere.mjs']],
    ['a name that the catalogue has', ['taken.mjs']],
    ['a name that another module has', ['good.mjs', 'again.mjs']],
    ['an export that is no loss', ['helper.mjs']],
    ['no exports', ['nothing.mjs']],
    ['a module that throws', ['throws.mjs']],
    ['a module that throws no error', ['throws-text.mjs']],
    ['a module that is no JavaScript', ['syntax.mjs']],
    ['a name that cannot be said', ['name.mjs']],
    ['an operation that is unknown', ['newer.mjs']],
    ['a package that is missing', ['no-package.mjs']],
  ])('%s', async (what, names) => {
    const flags = names.flatMap((name) => ['--losses-from', name]);
    const { code, stdout, stderr } = await evaluated(...flags, '--loss', 'my-mse');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.replaceAll(cwd, '<folder>')).toMatchSnapshot(what);
  });

  it('a name that is near to one of the module', async () => {
    const { code, stderr } = await evaluated('--losses-from', 'good.mjs', '--loss', 'my-msee');
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean my-mse?');
  });
});
