import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, measures, metrics } from '@offmark/losses';
import { offmark } from './support/command.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const lossesPackage = new URL('../../../packages/losses/dist/index.js', import.meta.url).href;
// A loss that has all that one can have, whatever becomes of the catalogue's.
writeFileSync(
  path.join(cwd, 'mine.mjs'),
  `import { defineLoss, mul, positive, square, sub, tasks } from '${lossesPackage}';
  export default defineLoss({
    name: 'my-square', summary: 'Half a square, |s| times: <b>mine</b>.', columns: tasks.regression,
    parameters: { scale: positive({ default: 1, symbol: 's', summary: 'how much' }) },
    value: ({ target, prediction }, { scale }) => mul(scale, square(sub(prediction, target))),
    source: 'me',
    guide: {
      group: 'regression', unit: "the target's, squared", use: 'When squares are halves.', avoid: 'Else: mse.',
      elsewhere: { PyTorch: 'nowhere' },
    },
  });`,
);
const losses = (...args: readonly string[]): ReturnType<typeof offmark> =>
  offmark(['losses', ...args], { cwd });

it('lists every loss, in each format', async () => {
  const text = await losses('--losses-from', 'mine.mjs');
  const markdown = await losses('--losses-from', 'mine.mjs', '--format', 'markdown');
  const json = await losses('--losses-from', 'mine.mjs', '--format', 'json');
  for (const { code, stderr } of [text, markdown, json])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const names = [...measures.map(({ name }) => name), 'my-square'];
  for (const name of names) {
    expect(text.stdout).toMatch(new RegExp(`^ {4}${name} `, 'm'));
    expect(markdown.stdout).toContain(`| \`${name}\``);
  }
  expect(JSON.parse(json.stdout).losses.map(({ name }: { name: string }) => name)).toEqual(names);
  const explained = metrics.map(({ name, summary, source, guide, formula }) => {
    const { group = null, unit = null, use = null, avoid = null } = guide ?? {};
    return { name, summary, source, group, unit, use, avoid, formula, derivative: null };
  });
  expect(JSON.parse(json.stdout).losses.slice(catalogue.length, -1)).toMatchObject(explained);
  expect(text.stdout).toMatch(/^Regression\n {2}a finite number with a finite number\n/m);
});

it.each([...catalogue, ...metrics.filter(({ formula }) => formula !== null)])(
  'explains $name in each format',
  async ({ name, formula, source }) => {
    const [text, markdown, json] = await Promise.all(
      ['text', 'markdown', 'json'].map((format) => losses(name, '--format', format)),
    );
    // Lines are broken at spaces.
    expect(text?.stdout.replaceAll(/\s+/g, ' ')).toContain(formula?.text);
    expect(markdown?.stdout).toContain(formula?.latex);
    expect(JSON.parse(json?.stdout ?? '').losses[0]).toMatchObject({ name, formula, source });
  },
);

it.each(['text', 'markdown', 'json'])('says all of a loss as %s', async (format) => {
  const { code, stdout } = await losses('my-square:scale=2', '--losses-from=mine.mjs', '--format', format);
  expect(code).toBe(0);
  expect(stdout).toMatchSnapshot();
});

describe('charts', () => {
  it('are written beside what is said', async () => {
    const { code, stdout } = await losses('mse,mae', 'huber:delta=2', '--plot', 'chart.svg', '--gradients');
    expect(code).toBe(0);
    expect(stdout).toContain('mse: Mean squared error');
    const svg = readFileSync(path.join(cwd, 'chart.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n$/);
    for (const label of ['mse', 'mae', 'huber:delta=2', 'derivative by ŷ'])
      expect(svg).toContain(`>${label}</text>`);
  });

  it.each([
    ['no losses', [], 'none.svg'],
    ['losses over different axes', ['mse', 'bce'], 'mixed.svg'],
    [
      'more than can be told apart',
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((delta) => `huber:delta=${delta}`),
      'many.svg',
    ],
    ['a name of another format', ['mse'], 'chart.png'],
    ['a folder that is missing', ['mse'], 'no/such/folder/chart.svg'],
  ])('are refused for %s', async (what, names, file) => {
    const { code, stdout, stderr } = await losses(...names, '--plot', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatchSnapshot(what);
    expect(existsSync(path.join(cwd, file))).toBe(false);
  });
});

it.each([
  ['an unknown loss', ['hubber']],
  ['an unknown parameter', ['huber:gamma=1']],
  ['an unknown parameter of two words', ['bce:label-smothing=1']],
  ['a wrong value of a parameter of two words', ['bce:labelSmoothing=3']],
  ['a parameter of two words twice', ['bce:label-smoothing=0:labelSmoothing=0']],
  ['a chart of steps that two classes do not show', ['top-k-accuracy', '--plot', 'chart.svg']],
  ['a chart over three columns', ['gaussian-nll', '--plot', 'chart.svg']],
  ['a chart of vectors', ['mse', 'cosine-distance', '--plot', 'chart.svg']],
  ['a chart of a metric', ['r2', '--plot', 'chart.svg']],
  ['an unknown option', ['--plots', 'x.svg']],
  ['an unknown format', ['--format', 'xml']],
  ['gradients without a chart', ['mse', '--gradients']],
])('refuses %s in one line', async (what, args) => {
  const { code, stdout, stderr } = await losses(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatchSnapshot(what);
});
