import type { Measure } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import type { LossReport } from '../result/report.ts';

/** A loss of one of several columns of predictions. */
export interface Entry {
  readonly measure: Measure;
  /** Its place among the losses. */
  readonly loss: number;
  /** Its place among the columns of predictions. */
  readonly prediction: number;
}

/** Every loss of every column of predictions, in the order of states and reports: the predictions of a loss together. */
export function entriesOf(losses: readonly Measure[], predictions: number): readonly Entry[] {
  return losses.flatMap((measure, loss) =>
    Array.from({ length: predictions }, (_, prediction) => ({ measure, loss, prediction })),
  );
}

/** How reports name an entry: by its prediction too, where there are several. */
export function namedEntry(
  { measure: { name, parameterValues }, prediction }: Entry,
  predictions: readonly string[],
): Pick<LossReport, 'loss' | 'parameters' | 'prediction'> {
  const named = { loss: name, parameters: parameterValues };
  return predictions.length === 1 ? named : { ...named, prediction: itemAt(predictions, prediction) };
}

/** Two predictions of a loss whose rows are compared, by their places among the entries. */
export interface Pair {
  readonly entry: number;
  readonly baseline: number;
}

/**
 * All pairs: each prediction with the baseline, in the order of the entries.
 * @param baseline  its place among the predictions
 */
export function pairsOf(losses: number, predictions: number, baseline: number): readonly Pair[] {
  return Array.from({ length: losses }, (_, loss) => loss * predictions).flatMap((first) =>
    Array.from({ length: predictions }, (_, i) => ({ entry: first + i, baseline: first + baseline })).filter(
      (pair) => pair.entry !== pair.baseline,
    ),
  );
}

/** What is summed of a pair by groups, behind the entries: each of these means over the rows that both use. */
export const pairStates = ['difference', 'prediction', 'baseline'] as const;

/** Where one of a pair's states stands among those of a grouping. */
export function pairPlace(entries: number, pair: number, state: (typeof pairStates)[number]): number {
  return entries + pair * pairStates.length + pairStates.indexOf(state);
}

/**
 * The columns of predictions in the order in which they are evaluated, the first of which the losses know.
 * @param baseline  one to compare with, which may be among them
 * @throws          E_ARGUMENT if one is given twice, or compared with itself
 */
export function predictionNames(
  given: string | readonly string[] | undefined,
  baseline: string | null,
): readonly [string, ...string[]] {
  const names = typeof given === 'string' ? [given] : (given ?? []);
  const [first = 'prediction', ...others] = names;
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw argumentError('E_ARGUMENT', {
      place: '--prediction',
      expected: 'each column once',
      got: `${twice} twice`,
    });
  }
  if (baseline === null || others.includes(baseline)) return [first, ...others];
  if (baseline !== first) return [first, ...others, baseline];
  if (others.length > 0) return [first, ...others];
  throw argumentError('E_BASELINE', {
    place: `--baseline ${baseline}`,
    expected: 'another column than that of --prediction',
    got: baseline,
    next: 'Name the column of its rivals with --prediction.',
  });
}

/** `a,b` as the command line has it; a name that holds a comma can be given to the library alone. */
export function parsePredictions(text: string): readonly string[] {
  const names = text.split(',');
  if (names.every((name) => name !== '')) return names;
  throw argumentError('E_ARGUMENT', {
    place: '--prediction',
    expected: 'names of columns, like a,b',
    got: text,
  });
}
