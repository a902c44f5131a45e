import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measures } from '@offmark/losses';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
mkdirSync(path.join(cwd, 'dumps'));
for (const name of ['a file.arrow', 'b.arrow']) writeFileSync(path.join(cwd, name), '');

let bash = '';
beforeAll(async () => {
  bash = (await offmark(['completion', 'bash'])).stdout;
});

/** What bash offers for the last word of a command line. */
function offers(...words: readonly string[]): readonly string[] {
  const script = `${bash}
COMP_WORDS=(offmark "$@")
COMP_CWORD=$#
_offmark
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], { cwd, encoding: 'utf8' });
  return printed.split('\n').filter((line) => line !== '');
}

describe('bash completes', () => {
  it('commands', () => {
    expect(offers('')).toEqual(expect.arrayContaining(['eval', 'run', 'losses', 'completion', '--version']));
    expect(offers('in')).toEqual(['inspect']);
  });

  it('options, of each command its own', () => {
    expect(offers('eval', '--ma')).toEqual(['--max-slices', '--max-dropped']);
    expect(offers('losses', '--p')).toEqual(['--plot']);
    expect(offers('inspect', '--ma')).toEqual([]);
  });

  it('the values that an option may have', () => {
    expect(offers('eval', 'x.arrow', '--nulls', '')).toEqual(['error', 'skip']);
    expect(offers('eval', '--report', 'j')).toEqual(['json=', 'junit=']);
    expect(offers('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offers('eval', '--target', '')).toEqual([]);
  });

  it('losses, one after another', () => {
    const names = measures.map(({ name }) => name);
    expect(offers('eval', '--loss', '')).toEqual(names);
    expect(offers('eval', '--loss', 'mse,hub')).toEqual(['mse,huber']);
    expect(offers('losses', 'smooth')).toEqual(['smooth-l1']);
  });

  it('files, with spaces in their names', () => {
    expect(offers('eval', '').toSorted()).toEqual(['a file.arrow', 'b.arrow', 'dumps']);
    expect(offers('eval', '--baseline', 'b')).toEqual(['b.arrow']);
  });
});

it.each(['bash', 'zsh', 'fish'])('%s has every command, option and loss', async (shell) => {
  const { code, stdout, stderr } = await offmark(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { commandLine } = await import('../../src/cli/command.ts');
  for (const command of commandLine(new AbortController().signal).commands) {
    expect(stdout).toContain(command.name());
    for (const { long } of command.options)
      expect(stdout).toContain(shell === 'fish' ? `-l ${long?.slice(2)}` : long);
  }
  for (const { name } of measures) expect(stdout).toContain(name);
});

it('another shell is none', async () => {
  const { code, stderr } = await offmark(['completion', 'bsh']);
  expect({ code, stderr }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "E_ARGUMENT expected arguments as in offmark completion --help, got command-argument value 'bsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.
    ",
    }
  `);
});
