import { availableParallelism, cpus, loadavg } from 'node:os';
import process from 'node:process';

/** What the figures were measured on, and how busy it was: a load above 0 at the start is somebody else's. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = (loadavg()[0] ?? NaN).toFixed(1);
  return `node ${process.version}, ${model}, ${availableParallelism()} cores, load ${load} at the start`;
}
