import type { ColumnNodes } from '../loss/define-loss.ts';
import { choice, plainFraction } from '../loss/parameter.ts';
import { binaryProbabilities, labelScores } from '../loss/tasks.ts';
import { ignoreIndex } from '../losses/shared-parameters.ts';
import { sub } from '../expression/arithmetic.ts';
import { constant } from '../expression/expression.ts';
import { confusionBins, mostClasses, thresholdBins } from '../reduce/bin-index.ts';
import { binned } from '../reduce/bins.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import type { BinsState } from '../reduce/bins-state.ts';
import { ZERO_SUM, mergeSums } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** Σ weight of the rows of each true class that each class was predicted for. */
export interface Confusion {
  readonly classes: number;
  readonly cell: (truth: number, predicted: number) => SumPair;
  /** By true class, and by predicted class. */
  readonly truths: readonly SumPair[];
  readonly predictions: readonly SumPair[];
  /** The diagonal, and the sum of all cells. */
  readonly hits: SumPair;
  readonly total: SumPair;
}

export const averages = choice({
  default: 'macro',
  words: ['micro', 'macro', 'weighted'],
  summary:
    'of the classes: macro counts each the same, weighted by its rows, micro takes all rows as one class',
});
export type Average = 'micro' | 'macro' | 'weighted';

const threshold = plainFraction({
  default: 0.5,
  summary: 'probabilities above it predict class 1',
});

/** What the metrics over class scores have in common. */
export const ofScores = {
  columns: labelScores,
  terms: ({ target, prediction }: ColumnNodes<typeof labelScores>) => ({
    cells: binned(confusionBins(target, prediction), [constant(1)]),
  }),
  ignoredLabel: ({ ignoreIndex }: { readonly ignoreIndex: number | null }) => ignoreIndex,
} as const;
export const scoreParameters = { ignoreIndex } as const;

/** What the metrics over yes or no have in common. A soft label counts for both classes, each with its share. */
export const ofYesOrNo = {
  columns: binaryProbabilities,
  parameters: { threshold },
  terms: (
    { target, prediction }: ColumnNodes<typeof binaryProbabilities>,
    { threshold }: { readonly threshold: number },
  ) => ({ cells: binned(thresholdBins(prediction, threshold), [sub(1, target), target]) }),
} as const;

function confusionOf(classes: number, cells: ReadonlyMap<number, SumPair>): Confusion {
  const cell = (truth: number, predicted: number): SumPair =>
    cells.get(truth * mostClasses + predicted) ?? ZERO_SUM;
  const truths = Array.from({ length: classes }, () => ZERO_SUM);
  const predictions = Array.from({ length: classes }, () => ZERO_SUM);
  let hits = ZERO_SUM;
  let total = ZERO_SUM;
  for (const [at, count] of cells) {
    const [truth, predicted] = [Math.floor(at / mostClasses), at % mostClasses];
    truths[truth] = mergeSums(truths[truth] ?? ZERO_SUM, count);
    predictions[predicted] = mergeSums(predictions[predicted] ?? ZERO_SUM, count);
    if (truth === predicted) hits = mergeSums(hits, count);
    total = mergeSums(total, count);
  }
  return { classes, cell, truths, predictions, hits, total };
}

export function confusionOfScores(state: BinsState): Confusion {
  const cells = [...sumsByBin(state)].map(([bin, [count = ZERO_SUM]]) => [bin, count] as const);
  return confusionOf(state.classes, new Map(cells));
}

export function confusionOfYesOrNo(state: BinsState): Confusion {
  const cells = [...sumsByBin(state)].flatMap(([predicted, counts]) =>
    counts.map((count, truth) => [truth * mostClasses + predicted, count] as const),
  );
  return confusionOf(2, new Map(cells.toSorted(([a], [b]) => a - b)));
}
