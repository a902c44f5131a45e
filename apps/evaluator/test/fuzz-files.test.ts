import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ArrowError, openDump } from '@offmark/arrow-ipc';
import { evaluate } from 'offmark';
import { filesBelow } from '../../../packages/arrow-ipc/test/support/corpus.ts';
import { evaluationCode } from './support/seeded-fuzz.ts';

const files = [...filesBelow('arrow-ipc-file'), ...filesBelow('arrow-ipc-stream')].filter(
  (file) => !file.includes('integration') && !file.endsWith('.md'),
);
/** In milliseconds, for one evaluation; far more than any takes, for a machine that is busy with something else. */
const longest = 1000;
const losses = ['mse', 'sparse-cce'];
const policies = { nulls: 'skip', nans: 'skip' } as const;
const outcomes = new Map<string, number>();

/** The names of the columns; those of roles where the file cannot be opened. */
function namesIn(file: string): readonly string[] {
  try {
    return openDump(file).schema.fields.map(({ name }) => name);
  } catch (error) {
    if (error instanceof ArrowError) return ['target'];
    throw error;
  }
}

/**
 * Each column as prediction, and as target itself or the column before it.
 * @returns the longest time that one of them took, in milliseconds
 */
async function evaluateAll(file: string): Promise<number> {
  let slowest = 0;
  const bytes = readFileSync(file);
  const names = namesIn(file);
  for (const [index, prediction] of names.entries()) {
    for (const target of new Set([prediction, names.at(index - 1) ?? prediction])) {
      for (const loss of losses) {
        const options = { losses: loss, columns: { target, prediction }, policies, workers: 1 };
        const started = performance.now();
        const fromFile = await evaluationCode(() => evaluate({ ...options, inputs: [file] }));
        const stdin = Readable.from([bytes]);
        const fromPipe = await evaluationCode(() => evaluate({ ...options, inputs: ['-'], stdin }));
        slowest = Math.max(slowest, performance.now() - started);
        for (const code of [fromFile, fromPipe]) outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      }
    }
  }
  return slowest;
}

describe('files that broke other readers are evaluated or refused in one line, whatever the columns', () => {
  it.each(files.map((file) => [basename(file), file]))('%s', async (_, file) => {
    expect(await evaluateAll(file)).toBeLessThan(2 * longest);
  });

  it('and were all there', () => {
    expect({ files: files.length, outcomes: Object.fromEntries(outcomes) }).toMatchSnapshot();
  });
});
