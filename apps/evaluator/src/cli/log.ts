import { OffmarkError } from '../errors.ts';
import type { Failure } from '../errors.ts';
import { escapeTerminal } from '../reports/escape.ts';
import { say } from './streams.ts';

/** How lines on standard error look. */
export const logFormats = ['text', 'json'] as const;

/** What is said on standard error, and how. */
export interface LogSettings {
  readonly format: (typeof logFormats)[number];
  /** Quiet: errors alone. Verbose: what a run does, too. */
  readonly detail: 'quiet' | 'normal' | 'verbose';
  /** Whose lines they are, where a configuration's jobs run. */
  readonly job: string | null;
}

// One for the process, like the stream that it writes to.
let settings: LogSettings = { format: 'text', detail: 'normal', job: null };

export function logSettings(): LogSettings {
  return settings;
}

export function configureLog(changes: Partial<LogSettings>): void {
  settings = { ...settings, ...changes };
}

type Level = 'error' | 'warning' | 'info' | 'debug' | 'progress';

function write(level: Level, text: string, fields: Readonly<Record<string, unknown>>): void {
  const { format, job } = settings;
  if (format === 'text') {
    say(`${job === null ? '' : `${escapeTerminal(job)}: `}${text}`);
    return;
  }
  const whose = job === null ? {} : { job };
  say(JSON.stringify({ time: new Date().toISOString(), level, ...whose, ...fields }));
}

function line(level: Level, message: string): void {
  write(level, `offmark: ${message}`, { message });
}

/** What a run ended with instead of a result. */
export function logError(failure: Failure): void {
  const { message } = new OffmarkError(failure);
  write('error', message, { message, ...failure });
}

/** Why a run ends as it does, though it has a result. */
export function logProblem(message: string): void {
  line('error', message);
}

/** That a signal ended the run. */
export function logInterrupted(): void {
  line('error', 'interrupted; nothing was written.');
}

/** What deserves a word although there is a result. */
export function logWarning(message: string): void {
  if (settings.detail !== 'quiet') line('warning', message);
}

/** What a user should know. */
export function logInfo(message: string): void {
  if (settings.detail !== 'quiet') line('info', message);
}

/** What a run does, for those who asked for it. */
export function logDetail(message: string): void {
  if (settings.detail === 'verbose') line('debug', message);
}

/** How far a run is, for programs that read along; people have a bar. */
export function logProgress(progress: {
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly seconds: number;
}): void {
  write('progress', '', progress);
}
