import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The command as it is shipped. */
export const command: string = path.join(
  path.dirname(fileURLToPath(import.meta.resolve('offmark'))),
  'bundle',
  'offmark.cjs',
);

/** What a whole process took, from its start to its end. */
export interface ProcessRun {
  readonly output: string;
  readonly milliseconds: number;
  /** In bytes; null where there is no /proc or the process was not watched. */
  readonly peakMemory: number | null;
}

/** The most memory that a process has had so far, all threads together, or null if it has ended. Linux only. */
function peakMemoryOf(pid: number): number | null {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}

/**
 * Runs node with arguments, as a user would.
 * @param options.watchMemory  looks at its memory all the while, which takes a little time from it
 * @throws if it fails
 */
export async function runNode(
  args: readonly string[],
  { cwd, watchMemory = false }: { readonly cwd?: string; readonly watchMemory?: boolean } = {},
): Promise<ProcessRun> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let peakMemory: number | null = null;
  const look = (): void => {
    const peak = peakMemoryOf(child.pid ?? 0);
    if (peak !== null) peakMemory = Math.max(peakMemory ?? 0, peak);
  };
  // The kernel keeps the peak, so that all that can be missed is what a process takes in its last 10 ms.
  const watch = watchMemory ? setInterval(look, 10) : undefined;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  clearInterval(watch);
  const milliseconds = performance.now() - started;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`);
  return { output, milliseconds, peakMemory };
}
