import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import { dumpBytes, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const columns = { target: numbers(Float64Array.of(1, 2)), prediction: numbers(Float64Array.of(1, 3)) };
const dump = writeDump(path.join(cwd, 'a.arrow'), columns, 2);
const stream = dumpBytes(columns, 2, { format: 'stream' });

const refusal = async (...args: readonly string[]): Promise<string> => {
  const { code, stderr, stdout } = await offmark(['eval', ...args, '--loss', 'mse'], { cwd });
  expect(stdout).toBe('');
  return `${code} ${stderr}`;
};

describe('what is no regular file is refused, and never waited for', () => {
  it('a pipe with a name, that nobody writes to', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', path.join(cwd, 'pipe')]);
    expect(await refusal('pipe')).toBe(
      '3 E_INPUT_OPEN pipe: expected a regular file, got a pipe or device. Give a file, or send the bytes to standard input.\n',
    );
  });

  it('a device', async () => {
    for (const device of ['/dev/zero', '/dev/null']) {
      expect(await refusal(device)).toBe(
        `3 E_INPUT_OPEN ${device}: expected a regular file, got a pipe or device. Give a file, or send the bytes to standard input.\n`,
      );
    }
  });

  it('a folder where a file is expected', async () => {
    mkdirSync(path.join(cwd, 'folder.arrow'));
    expect(await refusal('folder.arrow')).toBe(
      '2 E_NO_INPUT folder.arrow: expected dumps (.arrow, .arrows, .ipc, .feather) in the folder, got none. Name files, folders or globs of dumps.\n',
    );
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    chmodSync(writeDump(path.join(cwd, 'secret.arrow'), columns, 2), 0o000);
    expect(await refusal('secret.arrow')).toBe(
      '3 E_INPUT_OPEN secret.arrow: expected a readable file, got EACCES: permission denied.\n',
    );
  });
});

describe('--require-end-marker', () => {
  const cut = stream.subarray(0, -8);

  it('refuses a stream that ends between two messages', async () => {
    const args = ['eval', '-', '--loss', 'mse', '--require-end-marker'];
    const line =
      'E_END_MARKER -: expected a stream that ends with its marker, as --require-end-marker demands, got an end between two messages. Its writer may not have finished; write it again.\n';
    expect(await offmark(args, { stdin: cut })).toEqual({ code: 3, stdout: '', stderr: line });
    expect((await offmark(args, { stdin: stream })).code).toBe(0);
  });

  it('does so in files too, and lets files of the other format be', async () => {
    writeFileSync(path.join(cwd, 'cut.arrows'), cut);
    expect(await refusal('cut.arrows', '--require-end-marker')).toMatch(/^3 E_END_MARKER cut\.arrows: /u);
    expect((await offmark(['eval', dump, '--loss', 'mse', '--require-end-marker'])).code).toBe(0);
  });
});

it('thousands of files are read with few descriptors', async () => {
  const many = path.join(cwd, 'many');
  mkdirSync(many);
  const count = 3000;
  for (let i = 0; i < count; i += 1) linkSync(dump, path.join(many, `${i}.arrow`));
  const main = fileURLToPath(new URL('../dist/bundle/offmark.cjs', import.meta.url));
  const command = `ulimit -n 64 && "$0" "$1" eval "$2" --loss mse --workers 2 --format json`;
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, main, many], {
    maxBuffer: 2 ** 26,
  });
  const { result } = JSON.parse(stdout);
  expect([result.rows.read, result.losses[0].value]).toEqual([2 * count, 0.5]);
});
