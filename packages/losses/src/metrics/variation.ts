import { meanOfRows, sumOfRows } from '../expression/aggregate.ts';
import { div, square, sub } from '../expression/arithmetic.ts';
import type { Expression } from '../expression/expression.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import { noValue } from '../loss/define-metric.ts';
import type { MomentsState } from '../reduce/moments-state.ts';
import { divideSums, mergeSums, multiplyPairs, subtractPairs } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

// Of the moments of a target x and its error y: how much of the target's variation the error leaves.

/** (x − x̄)² */
export const squaredDistance = (x: Expression<'row'>): Expression => square(sub(x, meanOfRows(x)));

/** Σ(ŷ − y)²/Σ(y − ȳ)², as formulas have it. */
export function shareOfVariationFormula(
  target: Expression<'row'>,
  prediction: Expression<'row'>,
): Expression {
  return div(sumOfRows(square(sub(prediction, target))), sumOfRows(squaredDistance(target)));
}

/** Squares below this lost digits on their way. */
const leastSquares = 2 ** -900;

/** Σw·error². */
export function squaredErrors({ weight, meanY, yy }: MomentsState): SumPair {
  return mergeSums(yy, multiplyPairs(weight, multiplyPairs(meanY, meanY)));
}

export const isConstantTarget = ({ leastX, mostX }: MomentsState): boolean => leastX === mostX;

/** 1 − part/whole, without the cancellation; of a part that is near the whole, too. */
function remainder(part: SumPair, whole: SumPair): number {
  return divideSums(subtractPairs(whole, part), whole);
}

const tooClose = (): Finished => noValue('the targets lie too close together for doubles');

/**
 * What the error leaves of the target's variation, from 1 down. Of a constant target, 1 if nothing is left to explain
 * and else 0, as scikit-learn has it; whether it is constant is told by the targets and not by a rounded sum.
 */
export function explained(left: SumPair, nothingLeft: boolean, moments: MomentsState): number | Finished {
  if (isConstantTarget(moments)) {
    const reason = 'the target is constant: 1 where nothing is left to explain, else 0';
    return { value: nothingLeft ? 1 : 0, reason };
  }
  return moments.xx.high < leastSquares ? tooClose() : remainder(left, moments.xx);
}

/** Like `explained`, of a formula without an answer for a constant target. */
export function skill(moments: MomentsState, why: string): number | Finished {
  if (isConstantTarget(moments)) return noValue(why);
  return moments.xx.high < leastSquares ? tooClose() : remainder(squaredErrors(moments), moments.xx);
}

/** The errors' squares as a share of the target's variation. */
export function shareOfVariation(moments: MomentsState): number | Finished {
  if (isConstantTarget(moments)) return noValue('the target is constant');
  return moments.xx.high < leastSquares ? tooClose() : divideSums(squaredErrors(moments), moments.xx);
}
