import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

/** What the figures were measured on, and how busy it was: a load above 0 at the start is somebody else's. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = (loadavg()[0] ?? NaN).toFixed(1);
  return `node ${process.version}, ${model}, ${availableParallelism()} cores, load ${load} at the start`;
}

/** The kernel counts processor time in hundredths of a second. */
const tick = 10;

/** Milliseconds that all processors were busy since the start, time stolen from a virtual machine included. */
function machineTime(): number {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8').split(/\s+/);
  return [user, nice, system, irq, softirq, steal].reduce((sum, ticks) => sum + Number(ticks), 0) * tick;
}

/** Milliseconds of processor that a process and the children it has waited for have had. */
function processTime(pid: number | 'self'): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, a name in parentheses, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tick;
}

/** Milliseconds of processor. */
export interface Shares {
  /** This process and its children. */
  readonly ours: number;
  /** All else; 0 where there is no /proc. */
  readonly others: number;
}

/**
 * Starts to watch who has the machine.
 * @param children  running ones, whose time is ours
 * @returns         a function that tells what was taken since
 */
export function watchOthers(children: readonly number[] = []): () => Shares {
  const started = process.cpuUsage();
  const childrenTime = (): number => children.reduce((sum, pid) => sum + processTime(pid), 0);
  try {
    const [machine, self, others] = [machineTime(), processTime('self'), childrenTime()];
    return () => {
      const ours = processTime('self') - self + childrenTime() - others;
      return { ours, others: Math.max(0, machineTime() - machine - ours) };
    };
  } catch {
    return () => {
      const { user, system } = process.cpuUsage(started);
      return { ours: (user + system) / 1000, others: 0 };
    };
  }
}

/**
 * Waits until others leave the machine alone.
 * @param patience  in milliseconds, at most
 */
export async function waitForQuiet(patience: number): Promise<void> {
  const [step, quiet] = [100, 0.1];
  for (let waited = 0; waited < patience; waited += step) {
    const watch = watchOthers();
    await setTimeout(step);
    if (watch().others <= quiet * step * availableParallelism()) return;
  }
}
