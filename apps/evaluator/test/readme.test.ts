import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import { testFolder } from './support/folder.ts';
import { checkReport } from './support/valid-report.ts';

const root = new URL('../../../', import.meta.url);
/** Other pages show commands over dumps that nobody has. */
const pages = ['README.md', 'docs/what-is-a-loss.md', 'docs/classes.md', 'docs/choosing.md'];
const dumps = fileURLToPath(new URL('../../../examples/dumps', import.meta.url));
/** Of the dumps alone, so that what the pages write is written here. */
const cwd = testFolder();

/** The commands that the pages show, with what they say is printed. */
const examples = pages.flatMap((page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/```console\n\$ offmark (.+)\n([^`]*)```/g)].map(
    ([, command = '', output = '']) => [page, command, output] as const,
  ),
);

/** The words of a command, as a shell takes them: apart at spaces, together in single quotes. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

const readme = readFileSync(new URL('README.md', root), 'utf8');

beforeAll(() => {
  cpSync(dumps, cwd, { recursive: true });
  const [, config = ''] = /`offmark\.config\.yaml`:\n\n```yaml\n([^`]*)```/.exec(readme) ?? [];
  writeFileSync(path.join(cwd, 'offmark.config.yaml'), config);
});

it.each([/--by /, /--confidence /, /--gate /, /--worst .*--show /, /--prediction \w+,\w+/, /^run /])(
  'the tour shows %s',
  (part) => {
    const commands = examples.flatMap(([page, command]) => (page === 'README.md' ? [command] : []));
    expect(commands.filter((command) => part.test(command))).not.toEqual([]);
  },
);

it.each(examples)('prints what %s says: offmark %s', async (_, command, output) => {
  const { code, stdout, stderr } = await offmark(wordsOf(command), { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(output);
});

it('writes the reports that the job of README.md names', async () => {
  await offmark(['run'], { cwd });
  expect(readFileSync(path.join(cwd, 'report.html'), 'utf8')).toMatch(
    /^<!doctype html>[^]*mae of prediction/i,
  );
  checkReport(JSON.parse(readFileSync(path.join(cwd, 'last.json'), 'utf8')));
});
