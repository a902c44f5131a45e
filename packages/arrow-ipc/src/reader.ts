import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { ArrowError, type Place } from './errors.ts';

/** Bytes by position: a file, or a message's body in memory. */
export interface ByteReader {
  /**
   * Fills the whole target.
   * @param position of the first byte
   * @throws E_TRUNCATED if the bytes end before, E_INPUT_READ if the system fails
   */
  read(target: Uint8Array, position: number): void;
}

export interface FileReader extends ByteReader {
  readonly path: string;
  /** In bytes, when the file was opened. */
  readonly size: number;
  close(): void;
}

/** Opens what stands at a path: a file, or what is known of one elsewhere. */
export type OpenFile = (path: string) => FileReader;

/** The most that one call may ask of every system. */
const longestRead = 2 ** 31 - 1;

/**
 * Opens a regular file. All use of the file system is in this file.
 * @throws E_INPUT_OPEN if it is missing, unreadable, a directory, a pipe or a device
 */
export function openFileReader(path: string): FileReader {
  const place: Place = { path };
  const { descriptor, size } = openRegularFile(path, place);
  return {
    path,
    size,
    read: (target, position) => readFully(descriptor, target, position, place),
    close: () => closeSync(descriptor),
  };
}

/**
 * @param bytes what is read from, not copied
 * @param base  the position of its first byte
 */
export function bytesReader(bytes: Uint8Array, base = 0, path = 'message body'): ByteReader {
  return {
    read: (target, position) => {
      const start = position - base;
      if (start < 0 || start + target.length > bytes.length) {
        throw truncated(
          { path },
          target.length,
          position,
          Math.max(0, Math.min(bytes.length - start, target.length)),
        );
      }
      target.set(bytes.subarray(start, start + target.length));
    },
  };
}

function openRegularFile(path: string, place: Place): { descriptor: number; size: number } {
  try {
    // Asked before opening: to open a pipe that nobody writes to would wait for ever.
    const stats = statSync(path);
    if (!stats.isFile()) throw notRegular(place, stats.isDirectory());
    const descriptor = openSync(path, 'r');
    return { descriptor, size: fstatSync(descriptor).size };
  } catch (cause) {
    if (cause instanceof ArrowError) throw cause;
    throw new ArrowError('E_INPUT_OPEN', place, {
      expected: 'a readable file',
      got: systemText(cause),
      cause,
    });
  }
}

function notRegular(place: Place, isDirectory: boolean): ArrowError {
  const got = isDirectory ? 'a directory' : 'a pipe or device';
  const next = isDirectory ? 'Give the files in it.' : 'Give a file, or read it as a stream.';
  return new ArrowError('E_INPUT_OPEN', place, { expected: 'a regular file', got, next });
}

function readFully(descriptor: number, target: Uint8Array, position: number, place: Place): void {
  let done = 0;
  while (done < target.length) {
    const count = readOnce(descriptor, target, done, position, place);
    if (count === 0) throw truncated(place, target.length, position, done);
    done += count;
  }
}

function readOnce(
  descriptor: number,
  target: Uint8Array,
  done: number,
  position: number,
  place: Place,
): number {
  try {
    return readSync(descriptor, target, done, Math.min(target.length - done, longestRead), position + done);
  } catch (cause) {
    throw new ArrowError('E_INPUT_READ', place, {
      expected: `${target.length} bytes from byte ${position}`,
      got: systemText(cause),
      cause,
    });
  }
}

/** Bytes that end too early: what was wanted, from where, and how many there were. */
export function truncated(place: Place, wanted: number, position: number, got: number): ArrowError {
  const expected = `${wanted} bytes from byte ${position}`;
  return new ArrowError('E_TRUNCATED', place, { expected, got: `${got}` });
}

/** The system's own words, `ENOENT: no such file or directory`, without the path that Node repeats in them. */
export function systemText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.replace(/, (?:stat|open|read|fstat).*$/su, '');
}
