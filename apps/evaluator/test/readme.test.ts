import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { offmark } from './support/command.ts';

const root = new URL('../../../', import.meta.url);
const pages = [
  'README.md',
  ...readdirSync(new URL('docs', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const cwd = fileURLToPath(new URL('../../../examples/dumps', import.meta.url));

/** The commands that the pages show, with what they say is printed. */
const examples = pages.flatMap((page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/```console\n\$ offmark (.+)\n([^`]*)```/g)].map(
    ([, command = '', output = '']) => [page, command, output] as const,
  ),
);

it('shows examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

it.each(examples)('prints what %s says: offmark %s', async (_, command, output) => {
  const { code, stdout, stderr } = await offmark(command.split(' '), { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(output);
});
