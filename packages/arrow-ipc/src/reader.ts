import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { ArrowError, type Place } from './errors.ts';
import { ReadAhead } from './read-ahead.ts';

/** Bytes by position: a file, or a message's body in memory. */
export interface ByteReader {
  /**
   * Fills the whole target.
   * @param position of the first byte
   * @throws E_TRUNCATED if the bytes end before, E_INPUT_READ if the system fails
   */
  read(target: Uint8Array, position: number): void;
}

/** What tells a file from another at its path, and from itself after it was written to. Plain data. */
export interface FileVersion {
  /** Where the system keeps it. */
  readonly place: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last written to, in nanoseconds since 1970. */
  readonly modified: string;
}

export interface FileReader extends ByteReader {
  readonly path: string;
  /** In bytes, when the file was opened. */
  readonly size: number;
  /** When it was opened; null where whoever reads sees to it that nothing changes. */
  readonly version: FileVersion | null;
  /** @throws E_INPUT_CHANGED if it is not the version that it is to be: by default, the one that was opened */
  checkVersion(expected?: FileVersion | null): void;
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
  const { descriptor, version } = openRegularFile(path, place);
  const ahead = new ReadAhead((target, position) => readSome(descriptor, target, position, place));
  return {
    path,
    size: version.size,
    version,
    checkVersion: (expected = version) => checkVersion(expected, versionOf(descriptor), place),
    read: (target, position) => {
      const got = ahead.read(target, position);
      if (got < target.length) throw truncated(place, target.length, position, got);
    },
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

/**
 * Opens a file again, of which something is known already.
 * @throws as `openFileReader`; E_INPUT_CHANGED if it is no longer that file
 */
export function openSameFile(path: string, version: FileVersion | null): FileReader {
  const reader = openFileReader(path);
  try {
    reader.checkVersion(version);
    return reader;
  } catch (error) {
    reader.close();
    throw error;
  }
}

function versionOf(descriptor: number): FileVersion {
  const { dev, ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
  return { place: `${dev}:${ino}`, size: Number(size), modified: `${mtimeNs}` };
}

function checkVersion(expected: FileVersion | null, got: FileVersion, place: Place): void {
  if (expected === null) return;
  if (expected.place === got.place && expected.size === got.size && expected.modified === got.modified)
    return;
  const what = expected.place === got.place ? '' : 'another file, ';
  throw new ArrowError('E_INPUT_CHANGED', place, {
    expected: `the file as it was when it was opened, ${versionText(expected)}`,
    got: `${what}${versionText(got)}`,
    next: 'Wait until its writer has finished, and run again.',
  });
}

function versionText({ size, modified }: FileVersion): string {
  const milliseconds = Number(BigInt(modified) / 1_000_000n);
  return `${size} bytes of ${new Date(milliseconds).toISOString()}`;
}

function openRegularFile(path: string, place: Place): { descriptor: number; version: FileVersion } {
  try {
    // Asked before opening: to open a pipe that nobody writes to would wait for ever.
    const stats = statSync(path);
    if (!stats.isFile()) throw notRegular(place, stats.isDirectory());
    const descriptor = openSync(path, 'r');
    return { descriptor, version: versionOf(descriptor) };
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
  const next = isDirectory ? 'Give the files in it.' : 'Give a file, or send the bytes to standard input.';
  return new ArrowError('E_INPUT_OPEN', place, { expected: 'a regular file', got, next });
}

/** Fills the target, or what of it there is before the file's end. @returns how many bytes that is */
function readSome(descriptor: number, target: Uint8Array, position: number, place: Place): number {
  let done = 0;
  while (done < target.length) {
    const count = readOnce(descriptor, target, done, position, place);
    if (count === 0) break;
    done += count;
  }
  return done;
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
