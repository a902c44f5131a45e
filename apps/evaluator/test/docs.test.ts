import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  catalogue,
  defineLoss,
  lossNamed,
  mae,
  measures,
  mse,
  sigmoid,
  square,
  sub,
  tasks,
} from '@offmark/losses';
import type { Loss } from '@offmark/losses';
import type { Results } from '../../../benchmarks/src/results.ts';
import { speedTable } from '../../../benchmarks/src/speed-table.ts';
import { explanationMarkdown, overviewMarkdown } from '../src/catalogue/catalogue-markdown.ts';
import { lossEntry } from '../src/catalogue/loss-entry.ts';
import { curveOf } from '../src/chart/curve.ts';
import type { Panel } from '../src/chart/curve.ts';
import { lossChart } from '../src/chart/loss-chart.ts';
import { lossCurves } from '../src/chart/loss-curves.ts';
import { chartSvg } from '../src/chart/svg.ts';
import { offmark } from './support/command.ts';

// The generated parts of the documentation. `npm run docs` writes them anew.

const at = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const entries = measures.map(lossEntry);
const named = (name: string, loss: Loss): { name: string; loss: Loss } => ({ name, loss });
const huber = (delta: number): { name: string; loss: Loss } =>
  named(`huber:delta=${delta}`, lossNamed('huber', { delta }));
const drawn = catalogue.filter((loss) => lossCurves([named(loss.name, loss)]) !== null);

/** What squaring the errors of probabilities would be, to compare with. */
const squaredProbability = defineLoss({
  name: 'squared-error',
  summary: 'The squared error of a probability.',
  columns: tasks.binaryProbabilities,
  value: ({ target, prediction }) => square(sub(prediction, target)),
  source: '',
});

/** The same of a logit, by way of its probability. */
const squaredLogit = defineLoss({
  name: 'squared-error',
  summary: 'The squared error of the probability that a logit makes.',
  columns: tasks.binaryLogits,
  value: ({ target, prediction }) => square(sub(sigmoid(prediction), target)),
  source: '',
});

/** The mean loss of one guess for five numbers, one of them far away. */
function guesses(loss: Loss, yLabel: string): Panel {
  const numbers = [1, 2, 3, 4, 20];
  const meanOf = (guess: number): number =>
    loss.mean(
      numbers,
      numbers.map(() => guess),
    );
  const curve = curveOf('1, 2, 3, 4 and 20', (x) => Float64Array.from(x, meanOf), [0, 20]);
  return { xLabel: 'the guess', yLabel, xRange: [0, 20], curves: [curve] };
}

const charts: Readonly<Record<string, () => string>> = {
  'squares-and-bars': () => lossChart([named('mse', mse), named('mae', mae), huber(1)], true),
  'huber-deltas': () => lossChart([huber(0.5), huber(1), huber(2), named('mse', mse)], false),
  outlier: () =>
    chartSvg({
      title: 'One guess for 1, 2, 3, 4 and 20',
      panels: [
        guesses(mse, 'mean squared error: least at the mean, 6'),
        guesses(mae, 'mean absolute error: least at the median, 3'),
      ],
    }),
  surprise: () =>
    lossChart([named('bce', lossNamed('bce')), named('squared error', squaredProbability)], false),
  'sure-and-wrong': () =>
    lossChart([named('bce-logits', lossNamed('bce-logits')), named('squared error', squaredLogit)], true),
  logits: () => lossChart([named('bce-logits', lossNamed('bce-logits'))], true),
};

it.each(Object.entries(charts))('the chart %s is fresh', async (name, draw) => {
  await expect(draw()).toMatchFileSnapshot(at(`docs/charts/${name}.svg`));
});

it.each(drawn.map((loss) => [loss.name, loss] as const))('the chart of %s is fresh', async (name, loss) => {
  await expect(lossChart([named(name, loss)], true)).toMatchFileSnapshot(
    at(`docs/charts/losses/${name}.svg`),
  );
});

it('no chart is left of a loss that is gone', () => {
  const names = new Set(drawn.map(({ name }) => `${name}.svg`));
  expect(readdirSync(at('docs/charts/losses')).filter((name) => !names.has(name))).toEqual([]);
});

it('the page of all losses is fresh', async () => {
  const explanations = measures.map((loss) => {
    const chart = drawn.some(({ name }) => name === loss.name) ? `charts/losses/${loss.name}.svg` : null;
    return explanationMarkdown(lossEntry(loss), 2, chart);
  });
  const head =
    '# All losses\n\n' +
    'Each loss as its definition has it: `offmark losses <name>` prints the same. y, yⱼ and k are targets, ŷ, p and x predictions; ' +
    'j counts classes; […] is 1 where it holds, else 0. [What is a loss?](what-is-a-loss.md) · [How to choose](choosing.md)';
  await expect(
    [head, overviewMarkdown(entries, ''), ...explanations, ''].join('\n\n').trimEnd().concat('\n'),
  ).toMatchFileSnapshot(at('docs/losses.md'));
});

function renewed(file: string, mark: string, part: string): string {
  return withPart(readFileSync(at(file), 'utf8'), mark, part);
}

/** A page with what stands between the marks of that name replaced. */
function withPart(page: string, mark: string, part: string): string {
  const [open, close] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [before, after] = [page.indexOf(open), page.indexOf(close)];
  expect(before).toBeGreaterThan(0);
  expect(after).toBeGreaterThan(before);
  return `${page.slice(0, before)}${open}\n\n${part}\n\n${page.slice(after)}`;
}

it("the README's tables are fresh", async () => {
  const losses = renewed('README.md', 'losses', overviewMarkdown(entries, 'docs/losses.md'));
  const measured: Pick<Results, 'cases'> = JSON.parse(
    readFileSync(at('benchmarks/results/latest.json'), 'utf8'),
  );
  const page = withPart(losses, 'speed', speedTable(measured.cases));
  await expect(page).toMatchFileSnapshot(at('README.md'));
});

it('the figures that the pages state are those of the losses', () => {
  const classes = readFileSync(at('docs/classes.md'), 'utf8');
  for (const p of [0.9, 0.5, 0.01, 0.001]) {
    const [surprise = NaN, squared = NaN] = [lossNamed('bce'), squaredProbability].map((loss) =>
      loss.mean([1], [p]),
    );
    const row = new RegExp(String.raw`\| ${p} +\| ${surprise.toFixed(3)} +\| (\d\.\d+) +\|`).exec(classes);
    expect(Number(row?.[1])).toBeCloseTo(squared, 3);
  }
  const slopes = [squaredLogit, lossNamed('bce-logits')].map((loss) =>
    loss.gradient([1], [-6])[0]?.toFixed(3),
  );
  expect(classes).toContain(slopes[0]?.replace('-', '−'));
  expect(classes).toContain(slopes[1]?.replace('-', '−'));
  expect(lossNamed('bce').mean([0], [1]).toFixed(0)).toBe('36');
  expect(lossNamed('bce-logits').mean([0], [40])).toBe(40);

  const five = [1, 2, 3, 4, 20];
  const meanOf = (loss: Loss, guess: number): number =>
    loss.mean(
      five,
      five.map(() => guess),
    );
  expect(5 * meanOf(mse, 6)).toBe(250);
  expect(meanOf(mse, 6)).toBeLessThan(Math.min(meanOf(mse, 5.9), meanOf(mse, 6.1)));
  expect(meanOf(mae, 3)).toBeLessThan(Math.min(meanOf(mae, 2.9), meanOf(mae, 3.1)));
});

it('the advice that is shown is fresh', async () => {
  const { stdout } = await offmark(['inspect', 'penguin-sex.arrow'], { cwd: at('examples/dumps') });
  const example = `\`\`\`console\n$ offmark inspect penguin-sex.arrow\n${stdout}\`\`\``;
  await expect(renewed('docs/choosing.md', 'inspect', example)).toMatchFileSnapshot(at('docs/choosing.md'));
});

it('docs/eval.md and docs/jobs.md say what every option of eval means', async () => {
  const { stdout } = await offmark(['eval', '--help']);
  const pages = ['docs/eval.md', 'docs/jobs.md'].map((page) => readFileSync(at(page), 'utf8')).join('\n');
  const options = new Set([...stdout.matchAll(/--[a-z-]+/g)].map(([option]) => option));
  expect(options.size).toBeGreaterThan(40);
  expect([...options].filter((option) => !pages.includes(option))).toEqual([]);
});
