import { sub } from '../expression/arithmetic.ts';
import type { ColumnNodes } from '../loss/define-loss.ts';
import { wholeNumber } from '../loss/parameter.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { uniformBins } from '../reduce/bin-index.ts';
import { binned } from '../reduce/bins.ts';
import { divideSums, multiplyPairs, pairFrom, subtractPairs } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** What the metrics of ranks have in common: Σw of the positive and the negative rows in bins of the probability. */
export const ofScoreBins = {
  columns: binaryProbabilities,
  parameters: {
    bins: wholeNumber({
      default: 4096,
      least: 1,
      most: 1_048_576,
      summary: 'how many bins of the probability; more of them give closer bounds',
    }),
  },
  terms: (
    { target, prediction }: ColumnNodes<typeof binaryProbabilities>,
    { bins }: { readonly bins: number },
  ) => ({ cells: binned(uniformBins(prediction, bins), [target, sub(1, target)]) }),
} as const;

const residual = (quotient: number, numerator: SumPair, denominator: SumPair): number =>
  subtractPairs(numerator, multiplyPairs(pairFrom(quotient), denominator)).high;

/** A number at most the ratio, which is not negative; the ratio itself where it is a double. */
export function ratioFromBelow(numerator: SumPair, denominator: SumPair): number {
  const quotient = divideSums(numerator, denominator);
  return residual(quotient, numerator, denominator) < 0 ? quotient * (1 - 2 ** -53) : quotient;
}

/** A number at least the ratio, which is not negative; the ratio itself where it is a double. */
export function ratioFromAbove(numerator: SumPair, denominator: SumPair): number {
  const quotient = divideSums(numerator, denominator);
  return residual(quotient, numerator, denominator) > 0 ? quotient * (1 + 2 ** -52) : quotient;
}
