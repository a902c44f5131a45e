import { expect, it } from 'vitest';
import { mse } from '@offmark/losses';
import { explanationMarkdown } from '../src/catalogue/catalogue-markdown.ts';
import { explanationText } from '../src/catalogue/catalogue-text.ts';
import { lossEntry } from '../src/catalogue/loss-entry.ts';

const { name, summary, source, columns, parameters, parameterValues } = mse;

it('explains what has neither formula nor guide by what it has', () => {
  const entry = lossEntry({ name, summary, source, columns, parameters, parameterValues });
  expect(entry).toMatchObject({
    name: 'mse',
    group: null,
    unit: null,
    formula: null,
    derivative: null,
    elsewhere: {},
  });
  const [text, markdown] = [explanationText(entry, [], 80), explanationMarkdown(entry, 2, null)];
  expect(text).toMatchInlineSnapshot(`
    "mse: Mean squared error: large errors count far more than small ones, and the
    mean is its best guess.

    target       y, a finite number
    prediction   ŷ, a finite number
    source       Gauss 1809; Legendre 1805
    "
  `);
  expect(markdown).toMatchInlineSnapshot(`
    "## mse

    Mean squared error: large errors count far more than small ones, and the mean is its best guess.

    - **target** y: a finite number
    - **prediction** ŷ: a finite number
    - **source**: Gauss 1809; Legendre 1805"
  `);
});
