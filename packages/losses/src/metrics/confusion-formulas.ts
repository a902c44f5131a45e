import { derivedColumn, meanOfRows, sumOfRows } from '../expression/aggregate.ts';
import { add, div, less, lessOrEqual, mul, square, sub } from '../expression/arithmetic.ts';
import { scatter, sumOverClasses } from '../expression/class-matrix.ts';
import { classCount, constant } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { rankOfLabel } from '../expression/vectors.ts';
import type { ColumnNodes } from '../loss/define-loss.ts';
import type { binaryProbabilities, labelScores } from '../loss/tasks.ts';
import type { Average } from './confusion.ts';

// The metrics of a confusion matrix as people write them, over all rows.

type OfScores = ColumnNodes<typeof labelScores>;
type OfYesOrNo = ColumnNodes<typeof binaryProbabilities>;

/** What formulas over a confusion matrix are written with, as shares of all rows. */
export interface ConfusionShares {
  /** Rows on the diagonal. */
  readonly agreement: Expression;
  /** Σⱼ of the share of class j among the labels times that among the predictions; of the labels twice; and so on. */
  readonly chance: Expression;
  readonly truths: Expression;
  readonly predictions: Expression;
}

/** The counts of one class, or of yes, as formulas write them. */
export interface ClassCountNodes {
  readonly hits: Expression;
  readonly truths: Expression;
  readonly predictions: Expression;
}

const guess = derivedColumn('guess', 'k̂');
/** Yes in both or no in both. */
const both = (a: Expression, b: Expression): Expression => add(mul(a, b), mul(sub(1, a), sub(1, b)));
const ofClass = (label: Expression<'row'>): Expression => scatter(constant(1), label);

export function sharesOfScores({ target, prediction }: OfScores): ConfusionShares {
  const [truths, predictions] = [meanOfRows(ofClass(target)), meanOfRows(ofClass(guess))];
  return {
    agreement: meanOfRows(lessOrEqual(rankOfLabel(prediction, target), 0)),
    chance: sumOverClasses(mul(truths, predictions)),
    truths: sumOverClasses(square(truths)),
    predictions: sumOverClasses(square(predictions)),
  };
}

export function sharesOfYesOrNo({ target, prediction }: OfYesOrNo, limit: number): ConfusionShares {
  const yes = less(limit, prediction);
  const [truths, predictions] = [meanOfRows(target), meanOfRows(yes)];
  return {
    agreement: meanOfRows(both(target, yes)),
    chance: both(truths, predictions),
    truths: both(truths, truths),
    predictions: both(predictions, predictions),
  };
}

/** Of each class. */
function countsOfScores({ target }: OfScores): ClassCountNodes {
  const [truth, predicted] = [ofClass(target), ofClass(guess)];
  return {
    hits: sumOfRows(mul(truth, predicted)),
    truths: sumOfRows(truth),
    predictions: sumOfRows(predicted),
  };
}

export function countsOfYes({ target, prediction }: OfYesOrNo, limit: number): ClassCountNodes {
  const yes = less(limit, prediction);
  return { hits: sumOfRows(mul(target, yes)), truths: sumOfRows(target), predictions: sumOfRows(yes) };
}

/** The average of a ratio of the counts of each class, over the classes that occur. */
export function averageFormula(
  columns: OfScores,
  ratio: (counts: ClassCountNodes) => Expression,
  average: Average,
): Expression {
  const counts = countsOfScores(columns);
  if (average === 'macro') return div(sumOverClasses(ratio(counts)), classCount);
  const all = sumOfRows(1);
  if (average === 'weighted') return div(sumOverClasses(mul(counts.truths, ratio(counts))), all);
  const hits = sumOfRows(lessOrEqual(rankOfLabel(columns.prediction, columns.target), 0));
  return ratio({ hits, truths: all, predictions: all });
}
