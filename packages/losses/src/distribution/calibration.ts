import { sub } from '../expression/arithmetic.ts';
import { softmax } from '../expression/class-matrix.ts';
import { constant } from '../expression/expression.ts';
import { sigmoid } from '../expression/exponential.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { binned, counted } from '../reduce/bins.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import type { BinsState } from '../reduce/bins-state.ts';
import { orderedBins, startOfBin } from '../reduce/ordered-bins.ts';
import { matrix, row } from '../reduce/reducer.ts';
import type { ReducedInput, Reducer } from '../reduce/reducer.ts';
import { reliability } from '../reduce/reliability.ts';
import { ZERO_SUM, divideSums, mergeSums, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { rowsByBin } from './histogram.ts';
import { matrixColumn, predictionKind, rowColumn } from './task-columns.ts';

/** The rows whose predictions are within [low, high), or up to it in the last bin, and the weighted means over them. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** null where there are no rows, or no number for it. */
  readonly prediction: number | null;
  readonly target: number | null;
  /** Of prediction − target; of predicted numbers alone. */
  readonly error?: number | null;
}

/**
 * What is gathered to hold predictions against targets, over the rows that a loss uses: of probabilities, those behind
 * logits too, in bins of the same width, class by class; of numbers in bins that are found at the end.
 * @returns null where predictions do not say what targets should be
 */
export function calibrationOf(loss: RowLoss, bins: number): RowLoss | null {
  const reducers = reducersOf(loss, bins);
  return reducers === null ? null : { value: null, divisor: constant(1), rule: loss.rule, reducers };
}

function reducersOf(loss: RowLoss, bins: number): readonly Reducer[] | null {
  const { target } = loss.rule.domains;
  const [y, x, classes] = [
    rowColumn(loss, 'target'),
    rowColumn(loss, 'prediction'),
    matrixColumn(loss, 'prediction'),
  ];
  const ofClasses: ReducedInput = target?.shape === 'matrix' ? matrix(matrixColumn(loss, 'target')) : row(y);
  switch (predictionKind(loss)) {
    case 'probability':
      return [reliability(row(x), row(y), bins)];
    case 'logit':
      return [reliability(row(sigmoid(x)), row(y), bins)];
    case 'class probabilities':
      return [reliability(matrix(classes), ofClasses, bins)];
    case 'class logits':
      return [reliability(matrix(softmax(classes)), ofClasses, bins)];
    case 'number':
      return [counted(orderedBins(x)), binned(orderedBins(x), [constant(1), x, y, sub(x, y)])];
    case null:
      break;
  }
  return null;
}

/** The curves that were gathered: one, or one for each class; of numbers in bins of about as many rows each. */
export function calibrationCurves(
  loss: RowLoss,
  { reduced = [] }: LossState,
  bins: number,
): readonly (readonly CalibrationBin[])[] {
  const [first, second] = reduced;
  if (first?.kind !== 'bins') return [];
  if (second?.kind === 'bins') return [numberBins(first, second, bins)];
  const curves = predictionKind(loss)?.startsWith('class') === true ? first.classes : 1;
  return Array.from({ length: curves }, (_, k) => classBins(first, k, bins));
}

/** A mean; null where there is no such number. */
function mean(sum: SumPair, weight: SumPair): number | null {
  if (sumValue(weight) === 0) return null;
  const value = divideSums(sum, weight);
  return Number.isFinite(value) ? value : null;
}

function classBins(state: BinsState, k: number, bins: number): readonly CalibrationBin[] {
  const sums = sumsByBin(state);
  return Array.from({ length: bins }, (_, bin) => {
    const [rows = ZERO_SUM, weight = ZERO_SUM, predicted = ZERO_SUM, positive = ZERO_SUM] =
      sums.get(k * bins + bin) ?? [];
    return {
      low: bin / bins,
      high: (bin + 1) / bins,
      rows: sumValue(rows),
      prediction: mean(predicted, weight),
      target: mean(positive, weight),
    };
  });
}

/** Some fine bins together. */
interface Group {
  readonly first: number;
  last: number;
  rows: number;
  sums: readonly SumPair[];
}

/** Neighbouring fine bins together, until each group has its share of the rows that those before have left. */
function numberBins(rows: BinsState, sums: BinsState, bins: number): readonly CalibrationBin[] {
  const found = rowsByBin(rows);
  const byBin = sumsByBin(sums);
  const groups: Group[] = [];
  let left = found.reduce((sum, each) => sum + each.rows, 0);
  let open: Group | undefined;
  for (const { bin, rows: count } of found) {
    if (open === undefined) groups.push((open = { first: bin, last: bin, rows: 0, sums: [] }));
    open.last = bin;
    open.rows += count;
    open.sums = addSums(open.sums, byBin.get(bin) ?? []);
    if (open.rows * (bins + 1 - groups.length) < left) continue;
    left -= open.rows;
    open = undefined;
  }
  return groups.map((group, i) => {
    const [weight = ZERO_SUM, predicted = ZERO_SUM, target = ZERO_SUM, error = ZERO_SUM] = group.sums;
    return {
      low: startOfBin(group.first),
      high: startOfBin(groups[i + 1]?.first ?? group.last + 1),
      rows: group.rows,
      prediction: mean(predicted, weight),
      target: mean(target, weight),
      error: mean(error, weight),
    };
  });
}

function addSums(before: readonly SumPair[], more: readonly SumPair[]): readonly SumPair[] {
  return more.map((sum, i) => mergeSums(before[i] ?? ZERO_SUM, sum));
}
