import path from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from './support/folder.ts';
import { compareOriginal, mutationOf, originals, tryMutation } from './support/seeded-fuzz.ts';

const folder = testFolder();
/** `npm run fuzz` asks for others. */
const first = Number(process.env['OFFMARK_FUZZ_FIRST'] ?? 0);
const count = Number(process.env['OFFMARK_FUZZ_COUNT'] ?? 500);
/** In milliseconds; far more than any takes, for a machine that is busy with something else. */
const longest = 5000;
const mostFailures = 20;

function addTo(tally: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(counts)) tally[kind] = (tally[kind] ?? 0) + count;
}

function sumOf(tally: Readonly<Record<string, number>>): number {
  return Object.values(tally).reduce((sum, n) => sum + n, 0);
}

it('start from dumps that a second reader reads alike', () => {
  const tally: Record<string, number> = {};
  for (const original of originals())
    addTo(tally, compareOriginal(original, path.join(folder, 'whole.arrow')));
  console.log('columns of whole dumps read by both:', tally);
  for (const kind of [
    'number',
    'decimal',
    'text',
    'list',
    'fixed list',
    'dictionary',
    'number LZ4',
    'text LZ4',
  ])
    expect([kind, (tally[kind] ?? 0) > 0]).toEqual([kind, true]);
});

it(
  'of valid dumps are read right or refused',
  async () => {
    const all = originals();
    expect(all.length).toBeGreaterThan(100);
    const outcomes = new Map<string, number>();
    const failures: string[] = [];
    const comparedTwice: Record<string, number> = {};
    let [compared, slowest] = [0, 0];
    for (let seed = first; seed < first + count && failures.length < mostFailures; seed += 1) {
      const mutation = mutationOf(all, seed);
      const started = performance.now();
      try {
        const outcome = await tryMutation(mutation, seed, path.join(folder, 'mutated.arrow'));
        compared += outcome.compared;
        addTo(comparedTwice, outcome.comparedTwice);
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
      `${count} mutations from seed ${first} of ${all.length} dumps: ${compared} columns compared with apache-arrow, ${sumOf(comparedTwice)} with a second reader, slowest ${slowest.toFixed(0)} ms, ${megabytes} MB`,
      Object.fromEntries([...outcomes].toSorted(([, a], [, b]) => b - a)),
    );
    console.log('columns compared with a second reader:', comparedTwice);
    expect(failures).toEqual([]);
    expect(sumOf(comparedTwice)).toBeGreaterThan(count);
    expect(compared).toBeGreaterThan(count / 10);
  },
  Infinity,
);
