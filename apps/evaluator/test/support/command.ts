import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkReport } from './valid-report.ts';

const main = fileURLToPath(new URL('../../dist/bundle/offmark.cjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: Uint8Array;
  /** Standard input stays open after what it gives: a producer that never ends. */
  readonly holdStdin?: boolean;
  readonly cwd?: string;
  /** Sends SIGINT so long after the start, in milliseconds; standard input stays open. */
  readonly interruptAfter?: number;
  /** What standard output writes to instead of the test. */
  readonly stdoutTo?: string;
  /** What standard error writes to instead of the test. */
  readonly stderrTo?: string;
  /** The reader of standard error leaves at once. */
  readonly closeStderr?: boolean;
  /** Variables of the environment beside ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment without what would colour reports, send them elsewhere as well, or stand for options. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: _force, GITHUB_STEP_SUMMARY: _summary, ...quiet } = process.env;
  return Object.fromEntries(Object.entries(quiet).filter(([name]) => !name.startsWith('OFFMARK_')));
}

/** A command that hangs is ended after this time, in milliseconds, and fails its test by its exit code. */
const longestRun = 20_000;

/** Runs the built command. */
export function offmark(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const sinks = [options.stdoutTo, options.stderrTo].map((path) =>
    path === undefined ? ('pipe' as const) : openSync(path, 'w'),
  );
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    env: { ...quietEnvironment(), ...options.env },
    stdio: ['pipe', ...sinks],
    timeout: longestRun,
  });
  for (const sink of sinks) if (typeof sink === 'number') closeSync(sink);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (options.closeStderr === true) child.stderr?.destroy();
  child.stdin?.on('error', () => {});
  child.stdin?.write(options.stdin ?? new Uint8Array(0));
  if (options.interruptAfter !== undefined) setTimeout(() => child.kill('SIGINT'), options.interruptAfter);
  else if (options.holdStdin !== true) child.stdin?.end();
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return outcome.then((ended) => {
    // Whatever is printed as a JSON report is one.
    if (args[0] === 'eval' && ended.stdout.startsWith('{')) checkReport(JSON.parse(ended.stdout));
    return ended;
  });
}
