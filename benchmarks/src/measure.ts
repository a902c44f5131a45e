import { closeSync, openSync, readSync } from 'node:fs';
import process from 'node:process';

/** One of those who are compared: does the whole job once. */
export interface Contender<T> {
  readonly name: string;
  run(): Promise<T>;
}

export interface Measured<T> {
  readonly name: string;
  /** In milliseconds, one per sample. */
  readonly times: readonly number[];
  /** Milliseconds of processor, all threads together, one per sample: steadier than time where others work too. */
  readonly cpuTimes: readonly number[];
  /** One per run, the unmeasured first included. */
  readonly results: readonly T[];
}

/** Reads a file through, so that a sample finds it in memory. */
export function warmPageCache(file: string): void {
  const fd = openSync(file, 'r');
  const buffer = new Uint8Array(2 ** 20);
  while (readSync(fd, buffer) > 0);
  closeSync(fd);
}

/**
 * Runs each contender once unmeasured and then by turns (A B A B …), so that a noisy minute is everybody's.
 * @param prepare  is called before every run, out of the measured time
 */
export async function measureByTurns<T>(
  contenders: readonly Contender<T>[],
  samples: number,
  prepare: () => void,
): Promise<readonly Measured<T>[]> {
  const measured = contenders.map(({ name }) => ({
    name,
    times: [] as number[],
    cpuTimes: [] as number[],
    results: [] as T[],
  }));
  for (let round = 0; round <= samples; round++) {
    for (const [i, contender] of contenders.entries()) {
      prepare();
      const cpuBefore = process.cpuUsage();
      const started = performance.now();
      const result = await contender.run();
      const time = performance.now() - started;
      const { user, system } = process.cpuUsage(cpuBefore);
      measured[i]?.results.push(result);
      if (round === 0) continue;
      measured[i]?.times.push(time);
      measured[i]?.cpuTimes.push((user + system) / 1000);
    }
  }
  return measured;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}
