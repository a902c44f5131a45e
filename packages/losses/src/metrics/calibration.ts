import { derivedColumn, largestOf, sumOfRows } from '../expression/aggregate.ts';
import { abs, div, quotient, sub } from '../expression/arithmetic.ts';
import { scatter, sumOverClasses } from '../expression/class-matrix.ts';
import { constant } from '../expression/expression.ts';
import type { ColumnNodes } from '../loss/define-loss.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { wholeNumber } from '../loss/parameter.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { uniformBins } from '../reduce/bin-index.ts';
import { binned } from '../reduce/bins.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import type { BinsState } from '../reduce/bins-state.ts';
import { ZERO_SUM, divideSums, mergeSums, negatedSum, subtractPairs, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** One bin of the calibration table: Σw, Σw·p and Σw·y of its rows. */
interface CalibrationBin {
  readonly bin: number;
  readonly weight: SumPair;
  readonly predicted: SumPair;
  readonly positive: SumPair;
}

function binsOf(state: BinsState): readonly CalibrationBin[] {
  return [...sumsByBin(state)].map(
    ([bin, [weight = ZERO_SUM, predicted = ZERO_SUM, positive = ZERO_SUM]]) => ({
      bin,
      weight,
      predicted,
      positive,
    }),
  );
}

/** |Σw·y − Σw·p| */
function gapOf({ predicted, positive }: CalibrationBin): SumPair {
  const gap = subtractPairs(positive, predicted);
  return gap.high < 0 ? negatedSum(gap) : gap;
}

/** The bins that hold rows, with their mean probability and the share of positives. */
function tableOf(bins: readonly CalibrationBin[], count: number) {
  return bins.map(({ bin, weight, predicted, positive }) => ({
    from: bin / count,
    to: (bin + 1) / count,
    weight: sumValue(weight),
    meanPrediction: divideSums(predicted, weight),
    meanTarget: divideSums(positive, weight),
  }));
}

const shared = {
  columns: binaryProbabilities,
  parameters: {
    bins: wholeNumber({
      default: 15,
      least: 1,
      most: 10_000,
      summary: 'how many bins of the same width; each is closed below, the last one above too',
    }),
  },
  terms: (
    { target, prediction }: ColumnNodes<typeof binaryProbabilities>,
    { bins }: { readonly bins: number },
  ) => ({ cells: binned(uniformBins(prediction, bins), [constant(1), prediction, target]) }),
  source: 'Naeini, Cooper, Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602',
} as const;

const bin = derivedColumn('bin', 'b');

/** Σ(p − y) of each bin, and its rows. */
function ofBins({ target, prediction }: ColumnNodes<typeof binaryProbabilities>) {
  const gaps = sumOfRows(scatter(sub(prediction, target), bin));
  return { gaps: abs(gaps), rows: sumOfRows(scatter(constant(1), bin)) };
}

const guide = {
  group: 'calibration',
  unit: 'none',
  avoid:
    'It depends on the bins, and says nothing of how well the classes are told apart: show auc or brier-skill beside it.',
  elsewhere: {},
} as const;

export const ece = defineMetric({
  ...shared,
  name: 'ece',
  summary:
    'Expected calibration error: how far the share of positives is from the probabilities, over bins of them.',
  formula: (columns) => div(sumOverClasses(ofBins(columns).gaps), sumOfRows(1)),
  finish: ({ cells, weight }, { bins: count }) => {
    const bins = binsOf(cells);
    const gaps = bins.reduce((sum, bin) => mergeSums(sum, gapOf(bin)), ZERO_SUM);
    return { value: divideSums(gaps, weight), details: { bins: tableOf(bins, count) } };
  },
  guide: {
    ...guide,
    use: 'To know whether 0.7 means 7 of 10; the calibration table shows where not.',
  },
});

export const mce = defineMetric({
  ...shared,
  name: 'mce',
  summary:
    'Maximum calibration error: how far the share of positives is from the probabilities in the worst bin.',
  formula: (columns) => {
    const { gaps, rows } = ofBins(columns);
    return largestOf(quotient(gaps, rows));
  },
  finish: ({ cells }, { bins: count }) => {
    const bins = binsOf(cells);
    const worst = Math.max(...bins.map((bin) => divideSums(gapOf(bin), bin.weight)));
    return { value: worst, details: { bins: tableOf(bins, count) } };
  },
  guide: {
    ...guide,
    use: 'Where a decision hangs on each probability; few rows in a bin make it large.',
  },
});
