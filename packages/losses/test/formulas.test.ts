import { expect, it } from 'vitest';
import { catalogue } from '@offmark/losses';

it('writes the formula of every loss and of its derivative', () => {
  const lines = catalogue.flatMap(({ name, formula, derivative }) => [
    `${name}: ${formula.text}`,
    `  ${formula.latex}`,
    `  derivative: ${derivative.text}`,
  ]);
  expect(lines.join('\n')).toMatchSnapshot();
});
