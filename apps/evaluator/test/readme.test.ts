import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { offmark } from './support/command.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const cwd = fileURLToPath(new URL('../../../examples/dumps', import.meta.url));

/** The commands that the README shows, with what it says they print. */
const examples = [...readme.matchAll(/```console\n\$ offmark (.+)\n([^`]*)```/g)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

it('shows examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

it.each(examples)('prints what the README says: offmark %s', async (command, output) => {
  const { code, stdout, stderr } = await offmark(command.split(' '), { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(output);
});
