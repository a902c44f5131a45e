import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: Uint8Array;
  readonly cwd?: string;
  /** Sends SIGINT so long after the start, in milliseconds; standard input stays open. */
  readonly interruptAfter?: number;
}

/** Runs the built command. */
export function offmark(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], { cwd: options.cwd, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  if (options.interruptAfter === undefined) child.stdin.end(options.stdin ?? new Uint8Array(0));
  else {
    child.stdin.write(options.stdin ?? new Uint8Array(0));
    setTimeout(() => child.kill('SIGINT'), options.interruptAfter);
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
