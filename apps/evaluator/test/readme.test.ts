import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { offmark } from './support/command.ts';

const root = new URL('../../../', import.meta.url);
/** Other pages show commands over dumps that nobody has. */
const pages = ['README.md', 'docs/what-is-a-loss.md', 'docs/classes.md', 'docs/choosing.md'];
const cwd = fileURLToPath(new URL('../../../examples/dumps', import.meta.url));

/** The commands that the pages show, with what they say is printed. */
const examples = pages.flatMap((page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/```console\n\$ offmark (.+)\n([^`]*)```/g)].map(
    ([, command = '', output = '']) => [page, command, output] as const,
  ),
);

/** The words of a command, as a shell takes them: apart at spaces, together in single quotes. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

it('shows examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

it.each(examples)('prints what %s says: offmark %s', async (_, command, output) => {
  const { code, stdout, stderr } = await offmark(wordsOf(command), { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(output);
});
