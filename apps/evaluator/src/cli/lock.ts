import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { argumentError, exitCodes, OffmarkError } from '../errors.ts';
import { systemText } from '../system-text.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells a process from later ones of its number; null where the system does not say. */
  readonly born: string | null;
  readonly since: string;
}

/** When a process started, in the kernel's ticks since the machine did. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, which may hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There is one, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process may still be at work; of another machine nobody knows. */
function mayBeAtWork({ pid, host, born }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid || !isRunning(pid)) return false;
  return born === null || born === birthOf(pid);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    const { pid, host, born, since } = value;
    const isHolder = Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string';
    return isHolder ? { pid: Number(pid), host, since, born: typeof born === 'string' ? born : null } : null;
  } catch {
    return null;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw lockError(file, error);
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function lockError(file: string, cause: unknown): Error {
  return argumentError('E_LOCK', {
    place: `--lock ${file}`,
    expected: 'a file that can be made',
    got: systemText(cause),
  });
}

/** Makes a file with all that it says in one step. @returns whether there was none */
function create(file: string, text: string): boolean {
  // Processes of two machines may have one number, and one folder.
  const beside = `${file}.${hostname()}.${process.pid}`;
  try {
    writeFileSync(beside, text);
    linkSync(beside, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw lockError(file, error);
  } finally {
    rmSync(beside, { force: true });
  }
}

function lockedError(file: string, got: string, next: string): Error {
  return new OffmarkError({
    code: 'E_LOCKED',
    place: `--lock ${file}`,
    expected: 'no other run',
    got,
    next,
    exitCode: exitCodes.locked,
  });
}

function heldError(file: string, text: string): Error {
  const holder = parseHolder(text);
  if (holder === null) {
    return argumentError('E_LOCK', {
      place: `--lock ${file}`,
      expected: 'a file that runs lock, or none yet',
      got: 'a file of something else',
      next: 'Give another path.',
    });
  }
  const next = `If none is at work, delete ${file}.`;
  const { pid, host, since } = holder;
  return lockedError(file, `process ${pid} on ${host}, since ${since}`, host === hostname() ? '' : next);
}

/**
 * Takes over the lock of a process that has ended. Only who holds the guard may, so that of two that see the same dead
 * holder none removes the lock of the other.
 */
function takeOver(file: string, dead: string, mine: string): boolean {
  const guard = `${file}.takeover`;
  if (!create(guard, mine)) {
    throw lockedError(file, 'one that takes the lock over', `If none is at work, delete ${guard}.`);
  }
  try {
    if (read(file) === dead) rmSync(file, { force: true });
    return create(file, mine);
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Keeps other runs from starting until it is let go, or this process ends.
 * @returns lets it go
 * @throws  E_LOCKED, with an exit code of its own, if another run may be at work; E_LOCK
 */
export function holdLock(file: string): () => void {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    born: birthOf(process.pid),
    since: new Date().toISOString(),
  };
  const mine = `${JSON.stringify(holder)}\n`;
  while (!create(file, mine)) {
    const text = read(file);
    // Let go between the two looks.
    if (text === null) continue;
    const known = parseHolder(text);
    if (known === null || mayBeAtWork(known)) throw heldError(file, text);
    if (takeOver(file, text, mine)) break;
  }
  const release = (): void => {
    process.removeListener('exit', release);
    if (read(file) === mine) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return release;
}
