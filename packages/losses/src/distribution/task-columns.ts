import { classLogits, logit, probability, rate, realPrediction } from '../loss/domain.ts';
import type { Column } from '../expression/expression.ts';
import type { Domain } from '../loss/domain.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';

/** What the predictions of a loss are, as far as they say what its targets should be. */
export type PredictionKind = 'number' | 'probability' | 'logit' | 'class probabilities' | 'class logits';

const isLike = (domain: Domain, known: Domain): boolean =>
  domain.shape === known.shape && domain.symbol === known.symbol && domain.low === known.low;

/** null where predictions cannot be held against targets: scores, decision values, logarithms of rates, vectors. */
export function predictionKind({ rule }: RowLoss): PredictionKind | null {
  const { target, prediction } = rule.domains;
  if (target === undefined || prediction === undefined) return null;
  if (prediction.shape === 'matrix' && prediction.sumsToOne) return 'class probabilities';
  if (isLike(prediction, classLogits)) return 'class logits';
  if (target.shape === 'matrix' || target.label) return null;
  if (isLike(prediction, probability)) return 'probability';
  if (isLike(prediction, logit)) return 'logit';
  const { symbol } = prediction;
  return symbol === realPrediction.symbol || symbol === rate.symbol ? 'number' : null;
}

/** The column of a role, of one number per row. */
export function rowColumn({ rule }: RowLoss, role: string): Column<'row'> {
  return { kind: 'column', shape: 'row', role, symbol: rule.domains[role]?.symbol ?? role };
}

/** The column of a role, of a number per class. */
export function matrixColumn({ rule }: RowLoss, role: string): Column<'matrix'> {
  return { kind: 'column', shape: 'matrix', role, symbol: rule.domains[role]?.symbol ?? role };
}
