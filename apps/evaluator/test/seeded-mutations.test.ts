import path from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from './support/folder.ts';
import { mutationOf, originals, tryMutation } from './support/seeded-fuzz.ts';

const folder = testFolder();
/** `npm run fuzz` asks for others. */
const first = Number(process.env['OFFMARK_FUZZ_FIRST'] ?? 0);
const count = Number(process.env['OFFMARK_FUZZ_COUNT'] ?? 500);
/** In milliseconds; far more than any takes, for a machine that is busy with something else. */
const longest = 5000;
const mostFailures = 20;

it(
  'of valid dumps are read right or refused',
  async () => {
    const all = originals();
    expect(all.length).toBeGreaterThan(100);
    const outcomes = new Map<string, number>();
    const failures: string[] = [];
    let [compared, slowest] = [0, 0];
    for (let seed = first; seed < first + count && failures.length < mostFailures; seed += 1) {
      const mutation = mutationOf(all, seed);
      const started = performance.now();
      try {
        const outcome = await tryMutation(mutation, seed, path.join(folder, 'mutated.arrow'));
        compared += outcome.compared;
        for (const code of [outcome.opened, ...outcome.columns, outcome.evaluated]) {
          outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
        }
      } catch (error) {
        const steps = mutation.steps.join('; ');
        const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failures.push(`seed ${seed}, ${mutation.original.name}, ${steps}: ${trace.slice(0, 600)}`);
      }
      const milliseconds = performance.now() - started;
      slowest = Math.max(slowest, milliseconds);
      if (milliseconds > longest)
        failures.push(`seed ${seed}, ${mutation.original.name}: ${milliseconds} ms`);
    }
    const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
    console.log(
      `${count} mutations from seed ${first} of ${all.length} dumps: ${compared} columns compared, slowest ${slowest.toFixed(0)} ms, ${megabytes} MB`,
      Object.fromEntries([...outcomes].toSorted(([, a], [, b]) => b - a)),
    );
    expect(failures).toEqual([]);
    expect(compared).toBeGreaterThan(count / 10);
  },
  Infinity,
);
