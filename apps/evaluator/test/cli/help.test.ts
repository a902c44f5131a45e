import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/command.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const dumps = fileURLToPath(new URL('../../../../examples/dumps', import.meta.url));
const cwd = testFolder();
const { commands } = commandLine(new AbortController().signal);

/** The words of a command, as a shell takes them. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

const jobs = (folder: string): string =>
  `jobs:\n  nightly:\n    inputs: ${folder}penguin-body-mass.arrow\n    loss: mae\n`;

beforeAll(async () => {
  for (const name of readdirSync(dumps)) copyFileSync(path.join(dumps, name), path.join(cwd, name));
  mkdirSync(path.join(cwd, '2026-01-31'));
  copyFileSync(path.join(dumps, 'penguin-body-mass.arrow'), path.join(cwd, '2026-01-31/a.arrow'));
  mkdirSync(path.join(cwd, 'jobs'));
  writeFileSync(path.join(cwd, 'offmark.config.yaml'), jobs(''));
  writeFileSync(path.join(cwd, 'jobs/offmark.config.yaml'), jobs('../'));
  const evaluate = ['eval', 'penguin-body-mass.arrow', '--loss', 'mae'];
  await offmark([...evaluate, '--digest', '--report', 'json=report.json'], { cwd });
  for (const k of [1, 2]) {
    await offmark([...evaluate, '--shard', `${k}/2`, '--partial', `part-${k}.json`], { cwd });
  }
});

describe.each(commands.map((command) => command.name()))('offmark %s --help', (name) => {
  // That of eval is shown beside the version.
  it.skipIf(name === 'eval')('says what there is', async () => {
    const { code, stdout, stderr } = await offmark([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  it('ends with examples that work', async () => {
    const { stdout } = await offmark([name, '--help']);
    const examples = [...stdout.matchAll(/^ {2}\$ offmark (.+)$/gm)].map(([, line = '']) => line);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { code, stderr } = await offmark(wordsOf(example), { cwd });
      expect({ example, code, stderr }).toEqual({ example, code: 0, stderr: '' });
    }
  });
});

describe('what is misspelt', () => {
  it.each([
    [['evl', 'x.arrow']],
    [['eval', 'penguin-sex.arrow', '--los', 'bce']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bec', '--prediction', 'probability']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bce', '--prediction', 'probabilty']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bce', '--where', 'probabilty > 0']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bce', '--prediction', 'probability', '--by', 'specis']],
    [['eval', 'penguin-sex.arrow', '--loss', 'gaussian-nll', '--column', 'varience=x']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bce', '--nulls', 'skipp']],
    [['eval', 'penguin-sex.arrow', '--loss', 'bce', '--report', 'htm=x']],
    [['losses', 'hubr']],
  ])('%j', async (args) => {
    const { code, stderr } = await offmark(args, { cwd });
    expect(code).toBeGreaterThan(1);
    expect(stderr).toMatchSnapshot();
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
