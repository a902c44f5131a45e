import { closeSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { waitForQuiet, watchOthers } from './machine.ts';

/** One of those who are compared: does the whole job once. */
export interface Contender<T> {
  readonly name: string;
  /** What it reads, which each sample finds in memory. */
  readonly files: readonly string[];
  /** Processes that work for it and live on. */
  readonly children?: readonly number[];
  readonly run: () => Promise<T>;
}

export interface Measured<T> {
  readonly name: string;
  /** In milliseconds, one per sample. */
  readonly times: readonly number[];
  /** Milliseconds of processor, one per sample. */
  readonly cpuTimes: readonly number[];
  /** One per sample. */
  readonly results: readonly T[];
  /** Samples that were kept though others worked too, because they never stopped. */
  readonly disturbed: number;
}

/** Reads a file through, so that a sample finds it in memory: an idle machine drops it. */
export function warmPageCache(file: string): void {
  const fd = openSync(file, 'r');
  const buffer = new Uint8Array(2 ** 20);
  while (readSync(fd, buffer) > 0);
  closeSync(fd);
}

/** More than a processor's caches hold. */
const elsewhere = new Uint8Array(2 ** 27);

/** Empties the processor's caches, which else would hold all of a small file's end, and of a wide one other columns. */
function emptyProcessorCaches(): void {
  elsewhere.fill((elsewhere[0] ?? 0) + 1);
}

export interface Sample<T> {
  /** In milliseconds. */
  readonly time: number;
  /** Milliseconds of processor, all threads and children together: steadier than time where others work too. */
  readonly cpuTime: number;
  readonly result: T;
  /** Milliseconds of processor that others took. */
  readonly others: number;
  /** Whether that is more than a twentieth of the machine, and more than the kernel's clock can tell. */
  readonly disturbed: boolean;
}

async function takeSample<T>({ files, children, run }: Contender<T>): Promise<Sample<T>> {
  for (const file of files) warmPageCache(file);
  emptyProcessorCaches();
  const watch = watchOthers(children);
  const started = performance.now();
  const result = await run();
  const time = performance.now() - started;
  const { ours, others } = watch();
  const disturbed = others > Math.max(20, time * availableParallelism() * 0.05);
  return { time, cpuTime: ours, result, others, disturbed };
}

/** How long it is waited, all samples of a case together, for others to leave the machine alone. */
class Patience {
  #left = 60_000;

  async waitForQuiet(): Promise<void> {
    const started = performance.now();
    await waitForQuiet(Math.min(this.#left, 10_000));
    this.#left -= performance.now() - started;
  }
}

/** Waits for a quiet moment, and takes a sample anew if it was disturbed all the same. @returns the less disturbed */
async function takeQuietSample<T>(contender: Contender<T>, patience: Patience): Promise<Sample<T>> {
  await patience.waitForQuiet();
  const sample = await takeSample(contender);
  if (!sample.disturbed) return sample;
  await patience.waitForQuiet();
  const again = await takeSample(contender);
  return again.others / again.time < sample.others / sample.time ? again : sample;
}

/** Runs each contender once unmeasured and then by turns (A B A B …), so that a noisy minute is everybody's. */
export async function measureByTurns<T>(
  contenders: readonly Contender<T>[],
  samples: number,
): Promise<readonly Measured<T>[]> {
  for (const contender of contenders) await takeSample(contender);
  const patience = new Patience();
  const taken: Sample<T>[][] = contenders.map(() => []);
  for (let round = 0; round < samples; round++) {
    for (const [i, contender] of contenders.entries())
      taken[i]?.push(await takeQuietSample(contender, patience));
  }
  return contenders.map(({ name }, i) => ({
    name,
    times: (taken[i] ?? []).map(({ time }) => time),
    cpuTimes: (taken[i] ?? []).map(({ cpuTime }) => cpuTime),
    results: (taken[i] ?? []).map(({ result }) => result),
    disturbed: (taken[i] ?? []).filter(({ disturbed }) => disturbed).length,
  }));
}

/** Runs each once. @returns in their order */
export async function tryEach<T>(contenders: readonly Contender<T>[]): Promise<readonly Sample<T>[]> {
  const patience = new Patience();
  const tries: Sample<T>[] = [];
  for (const contender of contenders) tries.push(await takeQuietSample(contender, patience));
  return tries;
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
