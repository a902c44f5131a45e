import { listed } from '@offmark/arrow-ipc/rows';
import type { Candidate } from './candidate.ts';
import type { ColumnFacts } from './column-facts.ts';
import type { Advice, Task } from './tasks.ts';

/** Errors of a sample by size, of the rows in which both have a number. */
function sizesOfErrors({ sample: target }: Candidate, { sample: prediction }: Candidate): Float64Array {
  const rows = Math.min(target.rows, prediction.rows);
  const sizes = Float64Array.from({ length: rows }, (_, row) =>
    target.isValid(row) && prediction.isValid(row)
      ? Math.abs((prediction.values[row] ?? NaN) - (target.values[row] ?? NaN))
      : NaN,
  );
  return sizes.filter(Number.isFinite).toSorted();
}

/** How much larger than the median an error is that rules a mean of squares. */
const outlier = 10;

/** Huber's loss with its bend at twice the median error, rounded to a digit: so most rows are squared. */
export function huberAdvice(
  target: Candidate,
  prediction: Candidate,
): { advice: readonly Advice[]; notes: readonly string[] } {
  const sizes = sizesOfErrors(target, prediction);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const largest = sizes.at(-1) ?? 0;
  if (median === 0) return { advice: [], notes: [] };
  const delta = Number((2 * median).toPrecision(1));
  const advice = {
    loss: `huber:delta=${delta}`,
    why: `squares the usual errors and counts those above ${delta} (twice the median of the sample) as they are`,
  };
  const ratio = Math.round(largest / median);
  const note = `The largest error of the sample is ${ratio} times the median: a few rows rule mse; mae and huber hold out.`;
  return { advice: [advice], notes: ratio >= outlier ? [note] : [] };
}

/** Shares of one label that make a mean tell mostly of the other. */
const rare = 0.1;

export function notesOn(target: Candidate, prediction: Candidate, task: Task): readonly string[] {
  const { mean } = target.facts;
  const notes: string[] = [];
  if (
    target.facts.kind === 'flags' &&
    mean !== null &&
    task.startsWith('binary') &&
    Math.min(mean, 1 - mean) < rare
  ) {
    notes.push(
      `Only ${(100 * Math.min(mean, 1 - mean)).toPrecision(2)} % of the sample is ${mean < 0.5 ? 1 : 0}: a model that always says ${mean < 0.5 ? 0 : 1} has a small loss too.`,
    );
  }
  if (task === 'binary-logits' && prediction.facts.kind === 'indices') {
    notes.push('The predictions are whole numbers: are they scores?');
  }
  return notes;
}

const mostNamed = 5;

/**
 * What the classes 0, 1, … of a target of texts are called: by its dictionary, or a guess that `--classes` must say.
 * @returns null if `--classes` cannot say it
 */
export function classAdvice({
  facts,
  sample,
}: Candidate): { flags: readonly string[]; notes: readonly string[] } | null {
  if (facts.kind !== 'texts') return { flags: [], notes: [] };
  if (sample.classNames !== null) {
    const named = sample.classNames.map((name, index) => `${JSON.stringify(name)} is ${index}`);
    return { flags: [], notes: [`Its dictionary numbers the classes: ${listed(named, mostNamed)}.`] };
  }
  const names = (sample.texts ?? []).toSorted();
  if (names.some((name) => name !== name.trim() || name === '' || name.includes(','))) return null;
  const note =
    'The order of --classes is a guess (alphabetical, as scikit-learn numbers them): it must be that of the predictions.';
  return { flags: [`--classes=${names.join(',')}`], notes: [note] };
}

/** Flags without which rows of these columns would be refused. */
export function droppedFlags(candidates: readonly Candidate[], task: Task): readonly string[] {
  const hasNulls = candidates.some(({ nulls, facts }) => Math.max(nulls ?? 0, facts.nulls) > 0);
  // Infinite logits are certainty.
  const isOdd = ({ nans, infinities }: ColumnFacts): boolean =>
    nans > 0 || (infinities > 0 && !task.endsWith('logits'));
  const hasNans = candidates.some(({ facts }) => isOdd(facts));
  return [...(hasNulls ? ['--nulls', 'skip'] : []), ...(hasNans ? ['--nans', 'skip'] : [])];
}

export const flagNotes: Readonly<Record<string, string>> = {
  '--nulls': 'Some rows have no value: --nulls skip leaves them out and counts them.',
  '--nans': 'Some rows are not a number: --nans skip leaves them out and counts them.',
};
