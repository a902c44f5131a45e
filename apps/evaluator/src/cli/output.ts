import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { argumentError } from '../errors.ts';
import { realPath, standardInput } from '../inputs/inputs.ts';
import { outputError } from './streams.ts';

/** Where a report goes: known to be writable before the job, so that a long one does not fail at its end. */
export type Output = (text: string | Iterable<string>) => void;

const { W_OK, X_OK } = constants;
/** Where the system shows what standard input comes from. */
const stdinPath = '/dev/stdin';

/** Characters that are written at a time, at least. */
const batchLength = 65_536;

/** The same text in pieces that are worth a write each. */
export function* inBatches(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchLength) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

/** A file to write to, behind all links. */
interface Opened {
  readonly target: string;
  readonly write: Output;
}

/**
 * Finds out how to write to a file.
 * @param inputs  the files that are read, none of which may be replaced
 * @throws        E_OUTPUT, now or when written to
 */
export function openOutput(file: string, inputs: readonly string[]): Output {
  return openTarget(file, inputs).write;
}

/**
 * Finds out how to write to several files, no two of which may be one.
 * @param inputs  the files that are read, none of which may be replaced
 * @throws        E_OUTPUT, now or when written to
 */
export function openOutputs(files: readonly string[], inputs: readonly string[]): readonly Output[] {
  const seen = new Map<string, string>();
  return files.map((file) => {
    const { target, write } = openTarget(file, inputs);
    const first = seen.get(target);
    if (first !== undefined) {
      throw argumentError('E_OUTPUT', {
        place: file,
        expected: 'a file for each report',
        got: first === file ? 'it twice' : `the same file as ${first}`,
        next: 'One would replace the other; give it another name.',
      });
    }
    seen.set(target, file);
    return write;
  });
}

/**
 * Finds out how to write to a file: a regular or new one is written whole or not at all, beside its place first and
 * then renamed; a device or a pipe as it stands. Links are followed.
 */
function openTarget(file: string, inputs: readonly string[]): Opened {
  const [target, stats] = attempt(file, () => targetOf(file));
  if (stats?.isDirectory() === true) {
    throw argumentError('E_OUTPUT', { place: file, expected: 'a file to write', got: 'a folder' });
  }
  checkIsNoInput(file, target, inputs);
  const writesInPlace = stats !== undefined && !stats.isFile();
  attempt(file, () =>
    writesInPlace ? accessSync(target, W_OK) : accessSync(path.dirname(target), W_OK | X_OK),
  );
  const write = writesInPlace ? writeInPlace : replace;
  return {
    target,
    write: (text) => {
      const pieces = typeof text === 'string' ? [text] : inBatches(text);
      attempt(file, () => write(target, pieces, stats));
    },
  };
}

function attempt<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw outputError(file, error);
  }
}

/** The path behind all links and what stands there; nothing yet if it is undefined. */
function targetOf(file: string): readonly [target: string, stats: Stats | undefined] {
  const stats = statSync(file, { throwIfNoEntry: false });
  // A pipe behind /dev/stdout has no path of its own.
  if (stats !== undefined) return [stats.isFile() ? realpathSync(file) : file, stats];
  return [newTarget(file), undefined];
}

/** The path at which a new file is to stand: where a link says, even if it leads nowhere yet. */
function newTarget(file: string): string {
  const folder = realpathSync(path.dirname(file));
  const target = path.join(folder, path.basename(file));
  const link = linkAt(target);
  return link === undefined ? target : newTarget(path.resolve(folder, link));
}

function linkAt(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function checkIsNoInput(file: string, target: string, inputs: readonly string[]): void {
  const input = inputs.find((name) => realPath(name === standardInput ? stdinPath : name) === target);
  if (input === undefined) return;
  throw argumentError('E_OUTPUT', {
    place: file,
    expected: 'a file other than the inputs',
    got: `the input ${input}`,
    next: 'The report would replace it; give it another name.',
  });
}

function writeInPlace(target: string, pieces: Iterable<string>): void {
  // A pipe waits for its reader, and this thread with it: a signal must end that as it does by default.
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  const descriptor = openSync(target, constants.O_WRONLY);
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces a file in one step; its name says nothing about how long a name may be beside it. */
function replace(target: string, pieces: Iterable<string>, before: Stats | undefined): void {
  const beside = path.join(path.dirname(target), `.offmark-${process.pid}-${Date.now()}`);
  try {
    const descriptor = openSync(beside, 'wx');
    try {
      for (const piece of pieces) writeFileSync(descriptor, piece);
    } finally {
      closeSync(descriptor);
    }
    if (before !== undefined) chmodSync(beside, before.mode & 0o7777);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
