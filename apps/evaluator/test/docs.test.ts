import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { catalogue, defineLoss, lossNamed, mae, mse, square, sub, tasks } from '@offmark/losses';
import type { Loss } from '@offmark/losses';
import { explanationMarkdown, overviewMarkdown } from '../src/catalogue/catalogue-markdown.ts';
import { lossEntry } from '../src/catalogue/loss-entry.ts';
import { curveOf } from '../src/chart/curve.ts';
import type { Panel } from '../src/chart/curve.ts';
import { lossChart } from '../src/chart/loss-chart.ts';
import { lossCurves } from '../src/chart/loss-curves.ts';
import { chartSvg } from '../src/chart/svg.ts';

// The generated parts of the documentation. `npm run docs` writes them anew.

const at = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const entries = catalogue.map(lossEntry);
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
  expect(readdirSync(at('docs/charts/losses')).toSorted()).toEqual(
    drawn.map(({ name }) => `${name}.svg`).toSorted(),
  );
});

it('the page of all losses is fresh', async () => {
  const explanations = catalogue.map((loss) => {
    const chart = drawn.includes(loss) ? `charts/losses/${loss.name}.svg` : null;
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

it("the README's table is fresh", async () => {
  const readme = readFileSync(at('README.md'), 'utf8');
  const [before, after] = [readme.indexOf('<!-- losses -->'), readme.indexOf('<!-- /losses -->')];
  expect(before).toBeGreaterThan(0);
  expect(after).toBeGreaterThan(before);
  const fresh = `${readme.slice(0, before)}<!-- losses -->\n\n${overviewMarkdown(entries, 'docs/losses.md')}\n\n${readme.slice(after)}`;
  await expect(fresh).toMatchFileSnapshot(at('README.md'));
});
