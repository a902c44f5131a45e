import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { offmark } from './support/command.ts';
import type { Outcome } from './support/command.ts';
import { dumpBytes, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const cwd = testFolder();
const at = (name: string): string => path.join(cwd, name);
const columns = { target: numbers(Float64Array.of(1, 2)), prediction: numbers(Float64Array.of(1, 3)) };
writeDump(at('good.arrow'), columns, 2);
const stream = dumpBytes(columns, 2, { format: 'stream' });
const report = 'good.arrow: 2 rows\n\nloss  value  rows\nmse     0.5     2\n';

const output = (file: string, ...more: readonly string[]): Promise<Outcome> =>
  offmark(['eval', 'good.arrow', '--loss', 'mse', '--output', file, ...more], { cwd });

const refused = (line: string): Outcome => ({ code: 2, stdout: '', stderr: `${line}\n` });

/** Makes a pipe with a name. */
function makePipe(name: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', at(name)]);
}

describe('--output', () => {
  it('refuses to replace an input, whatever its name', async () => {
    writeDump(at('input.arrow'), columns, 2);
    symlinkSync('input.arrow', at('link-to-input'));
    const before = readFileSync(at('input.arrow'));
    const why =
      'expected a file other than the inputs, got the input input.arrow. The report would replace it; give it another name.';
    for (const name of ['input.arrow', './link-to-input']) {
      expect(await output(name, 'input.arrow')).toEqual(refused(`E_OUTPUT ${name}: ${why}`));
    }
    expect(readFileSync(at('input.arrow'))).toEqual(before);
  });

  it('refuses to replace the file that standard input comes from', () => {
    writeFileSync(at('piped.arrows'), stream);
    const script = '"$0" "$1" eval - --loss mse --output piped.arrows < piped.arrows';
    const bundle = path.resolve(import.meta.dirname, '../dist/bundle/offmark.cjs');
    expect(() =>
      execFileSync('sh', ['-c', script, process.execPath, bundle], { cwd, stdio: 'pipe' }),
    ).toThrow('E_OUTPUT piped.arrows');
    expect(readFileSync(at('piped.arrows'))).toEqual(Buffer.from(stream));
  });

  it('refuses a folder', async () => {
    mkdirSync(at('folder'));
    expect(await output('folder')).toEqual(
      refused('E_OUTPUT folder: expected a file to write, got a folder.'),
    );
  });

  it('refuses what cannot be written before the job runs', async () => {
    // Standard input says nothing: a refusal after the job would not come.
    const waiting = { cwd, holdStdin: true };
    const refusal = (name: string): Promise<Outcome> =>
      offmark(['eval', '-', '--loss', 'mse', '--output', name], waiting);
    symlinkSync('loop', at('loop'));
    for (const [name, got] of [
      ['no/such/folder/out.txt', 'ENOENT: no such file or directory'],
      ['good.arrow/out.txt', 'ENOTDIR: not a directory'],
      ['loop', 'ELOOP: too many symbolic links encountered'],
      ['x'.repeat(300), 'ENAMETOOLONG: name too long'],
    ] as const) {
      expect(await refusal(name)).toEqual(
        refused(`E_OUTPUT ${name}: expected a file that can be written, got ${got}.`),
      );
    }
  });

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)('refuses a folder that may not be written', async () => {
    mkdirSync(at('read-only'), { mode: 0o555 });
    const why = 'expected a file that can be written, got EACCES: permission denied.';
    expect(await output('read-only/out.txt')).toEqual(refused(`E_OUTPUT read-only/out.txt: ${why}`));
  });

  it('takes any name that the system does', async () => {
    const name = 'y'.repeat(255);
    expect(await output(name)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(at(name), 'utf8')).toBe(report);
  });

  it('keeps the mode of the file that it replaces', async () => {
    writeFileSync(at('private.txt'), 'old');
    chmodSync(at('private.txt'), 0o666);
    expect((await output('private.txt')).code).toBe(0);
    expect(readFileSync(at('private.txt'), 'utf8')).toBe(report);
    expect(statSync(at('private.txt')).mode & 0o7777).toBe(0o666);
  });

  it('follows a link, also to a file that is not there yet', async () => {
    mkdirSync(at('targets'));
    writeFileSync(at('targets/old.txt'), 'old');
    symlinkSync('targets/old.txt', at('to-old'));
    symlinkSync('targets/new.txt', at('to-new'));
    for (const name of ['old', 'new']) {
      expect((await output(`to-${name}`)).code).toBe(0);
      expect(readFileSync(at(`targets/${name}.txt`), 'utf8')).toBe(report);
    }
    expect(readdirSync(at('targets')).toSorted()).toEqual(['new.txt', 'old.txt']);
  });

  // Devices are written to by the same lines. No test names one as its output: a fault here, and a run as root, would
  // replace the machine's /dev/null.
  it('writes to a pipe as it stands', async () => {
    makePipe('fifo');
    const reader = spawn('cat', [at('fifo')]);
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => (read += text));
    const closed = new Promise((resolve) => {
      reader.on('close', resolve);
    });
    expect((await output('fifo')).code).toBe(0);
    await closed;
    expect(read).toBe(report);
    expect(statSync(at('fifo')).isFIFO()).toBe(true);
  });

  it('can be interrupted while a pipe has no reader', async () => {
    makePipe('lonely');
    const { code, stderr } = await offmark(['eval', 'good.arrow', '--loss', 'mse', '--output', 'lonely'], {
      cwd,
      interruptAfter: 1500,
    });
    // Ended by the signal itself, which a shell shows as 130.
    expect({ code, stderr }).toEqual({ code: null, stderr: '' });
  });
});

describe.skipIf(!existsSync('/dev/full'))('standard output that is full', () => {
  it.each(['eval good.arrow --loss mse', 'eval --help', '--version'])('%s', async (args) => {
    const { code, stderr } = await offmark(args.split(' '), { cwd, stdoutTo: '/dev/full' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'E_OUTPUT standard output: expected a file that can be written, got ENOSPC: no space left on device.\n',
    });
  });

  it('is not the same as one whose reader has seen enough', () => {
    const script = '"$0" "$1" eval good.arrow --loss mse 2>&1 | true; "$0" "$1" eval --help | head -c 1';
    const bundle = path.resolve(import.meta.dirname, '../dist/bundle/offmark.cjs');
    const shown = execFileSync('sh', ['-c', script, process.execPath, bundle], { cwd, stdio: 'pipe' });
    expect(shown.toString()).toBe('U');
  });
});

describe('standard error that nobody reads', () => {
  it('changes no exit code', async () => {
    const options = { cwd, stdin: stream.subarray(0, -8), closeStderr: true };
    expect((await offmark(['eval', '-', '--loss', 'mse'], options)).code).toBe(0);
    expect((await offmark(['eval', 'nowhere', '--loss', 'mse'], options)).code).toBe(3);
  });

  it.skipIf(!existsSync('/dev/full'))('nor if it is full', async () => {
    const options = { cwd, stdin: stream.subarray(0, -8), stderrTo: '/dev/full' };
    expect((await offmark(['eval', '-', '--loss', 'mse'], options)).code).toBe(0);
    expect((await offmark(['eval', 'nowhere', '--loss', 'mse'], options)).code).toBe(3);
  });
});
