import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const columns = { target: numbers(Float64Array.of(1, 2)), prediction: numbers(Float64Array.of(1, 3)) };
/** A folder of the test folder, with dumps of two rows. */
function folderOf(name: string, ...dumps: readonly string[]): string {
  const folder = path.join(cwd, name);
  mkdirSync(folder);
  for (const dump of dumps) {
    mkdirSync(path.dirname(path.join(folder, dump)), { recursive: true });
    writeDump(path.join(folder, dump), columns, 2);
  }
  return folder;
}
const mse = (...inputs: readonly string[]): Promise<Outcome> =>
  offmark(['eval', ...inputs, '--loss', 'mse', '--format', 'json'], { cwd });

async function pathsOf(...inputs: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await mse(...inputs);
  expect(stderr).toBe('');
  return JSON.parse(stdout).provenance.inputs.map(({ path }: { path: string }) => path);
}

const refused = (code: number, line: string): Outcome => ({ code, stdout: '', stderr: `${line}\n` });
const twice = 'Its rows would count twice; name it once.';
const none = 'Name files, folders or globs of dumps.';

describe('a folder', () => {
  it('is searched to the bottom, without what is hidden or has another name', async () => {
    folderOf(
      'tree',
      'a.arrow',
      'b.feather',
      'sub/c.ipc',
      'sub/deeper/d.arrows',
      'e.txt',
      '.f.arrow',
      '.g/h.arrow',
    );
    expect(await pathsOf('tree')).toEqual([
      'tree/a.arrow',
      'tree/b.feather',
      'tree/sub/c.ipc',
      'tree/sub/deeper/d.arrows',
    ]);
  });

  it('is searched through links to files, not through links to folders', async () => {
    const folder = folderOf('links', 's/a.arrow');
    folderOf('elsewhere', 'b.arrow');
    symlinkSync('..', path.join(folder, 's/up'));
    symlinkSync('../elsewhere', path.join(folder, 'other.arrow'));
    symlinkSync('../elsewhere/b.arrow', path.join(folder, 'b.arrow'));
    expect(await pathsOf('links')).toEqual(['links/b.arrow', 'links/s/a.arrow']);
  });

  it('is followed itself where it is a link', async () => {
    folderOf('real', 'a.arrow');
    symlinkSync('real', path.join(cwd, 'alias'));
    expect(await pathsOf('alias')).toEqual(['alias/a.arrow']);
  });

  it('with a dangling link is refused, not read in part', async () => {
    const folder = folderOf('dangling', 'a.arrow');
    symlinkSync('nowhere', path.join(folder, 'x.arrow'));
    expect(await mse('dangling')).toEqual(
      refused(
        3,
        'E_INPUT_OPEN dangling/x.arrow: expected a readable file, got ENOENT: no such file or directory.',
      ),
    );
  });

  it('with one file under two names is refused', async () => {
    const folder = folderOf('twice', 'z.arrow');
    symlinkSync('z.arrow', path.join(folder, 'z2.arrow'));
    expect(await mse('twice')).toEqual(
      refused(
        2,
        `E_INPUT_TWICE twice/z2.arrow: expected each input once, got the same file as twice/z.arrow. ${twice}`,
      ),
    );
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)('with a folder that cannot be read is refused', async () => {
    const folder = folderOf('locked', 'a.arrow', 'secret/b.arrow');
    chmodSync(path.join(folder, 'secret'), 0o000);
    try {
      expect(await mse('locked')).toEqual(
        refused(
          3,
          'E_INPUT_OPEN locked/secret: expected a folder that can be read, got EACCES: permission denied.',
        ),
      );
      expect(await mse('locked/**/*.arrow')).toEqual(await mse('locked'));
    } finally {
      chmodSync(path.join(folder, 'secret'), 0o755);
    }
  });
});

describe('a glob', () => {
  it('that matches a dangling link is refused; what it does not match is none of its business', async () => {
    const folder = folderOf('globbed', 'a.arrow', 'sub/b.arrow');
    symlinkSync('nowhere', path.join(folder, 'x.arrow'));
    expect(await mse('globbed/*.arrow')).toEqual(
      refused(
        3,
        'E_INPUT_OPEN globbed/x.arrow: expected a readable file, got ENOENT: no such file or directory.',
      ),
    );
    expect(await pathsOf('globbed/[ab].arrow', 'globbed/*/*.arrow')).toEqual([
      'globbed/a.arrow',
      'globbed/sub/b.arrow',
    ]);
  });

  it('in a folder that is none matches nothing', async () => {
    folderOf('flat', 'a.arrow');
    expect(await mse('flat/a.arrow/*')).toEqual(
      refused(2, `E_NO_INPUT flat/a.arrow/*: expected files that match, got none. ${none}`),
    );
    expect(await mse('no-such-folder/*.arrow')).toEqual(
      refused(2, `E_NO_INPUT no-such-folder/*.arrow: expected files that match, got none. ${none}`),
    );
  });

  it('may be longer than any name', async () => {
    folderOf('many', 'a.arrow', 'b.arrow');
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`).join(',');
    expect(await pathsOf(`many/{a,b,${names}}.arrow`)).toEqual(['many/a.arrow', 'many/b.arrow']);
  });
});

describe('one file under two names', () => {
  it('is refused with both', async () => {
    const folder = folderOf('names', 'z.arrow');
    symlinkSync('z.arrow', path.join(folder, 'link.arrow'));
    expect(await mse('names/z.arrow', 'names/link.arrow')).toEqual(
      refused(
        2,
        `E_INPUT_TWICE names/link.arrow: expected each input once, got the same file as names/z.arrow. ${twice}`,
      ),
    );
    expect(await mse('names/z.arrow', 'names')).toEqual(
      refused(
        2,
        `E_INPUT_TWICE names/link.arrow: expected each input once, got the same file as names/z.arrow. ${twice}`,
      ),
    );
  });
});

describe('a path that cannot be', () => {
  it('goes through a file', async () => {
    folderOf('file', 'z.arrow');
    expect(await mse('file/z.arrow/x')).toEqual(
      refused(3, 'E_INPUT_OPEN file/z.arrow/x: expected a readable file, got ENOTDIR: not a directory.'),
    );
  });

  it('is a link to itself', async () => {
    symlinkSync('loop.arrow', path.join(cwd, 'loop.arrow'));
    expect(await mse('loop.arrow')).toEqual(
      refused(
        3,
        'E_INPUT_OPEN loop.arrow: expected a readable file, got ELOOP: too many symbolic links encountered.',
      ),
    );
  });

  it('is longer than the system allows', async () => {
    const name = `${'x'.repeat(300)}.arrow`;
    const line = `E_INPUT_OPEN ${name}: expected a readable file, got ENAMETOOLONG: name too long.`;
    expect(await mse(name)).toEqual(refused(3, line));
  });

  it.skipIf(process.getuid?.() === 0)('is in a folder that may not be entered', async () => {
    const folder = folderOf('closed', 'a.arrow');
    chmodSync(folder, 0o000);
    try {
      expect(await mse('closed/a.arrow')).toEqual(
        refused(3, 'E_INPUT_OPEN closed/a.arrow: expected a readable file, got EACCES: permission denied.'),
      );
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});
