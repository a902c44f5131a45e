import { meanOfRows } from '../expression/aggregate.ts';
import type { Expression, Operand } from '../expression/expression.ts';
import { add, div, neg, ofShape, sub, weigh } from '../expression/arithmetic.ts';
import { clampedLog, clampedLog1p } from '../expression/exponential.ts';
import { defineMetric, noValue } from '../loss/define-metric.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { logFloor } from '../losses/shared-parameters.ts';
import { log, log1p } from '../math/index.ts';
import { sum } from '../reduce/sum.ts';
import { divideSums, pairFrom, subtractPairs, sumValue, totalPair } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** The cross-entropy of predicting the same share for every row, over all rows. */
function priorLoss(yes: SumPair, no: SumPair, all: SumPair): number {
  const [p, q] = [divideSums(yes, all), divideSums(no, all)];
  // Each logarithm from the smaller share: 1 − q would cost the digits of a rare class.
  const [logP, logQ] = p < q ? [log(p), log1p(-p)] : [log1p(-q), log(q)];
  return -(sumValue(yes) * logP + sumValue(no) * logQ);
}

/** −(y·ln p + (1 − y)·ln(1 − p)) */
function crossEntropy(y: Expression, p: Expression, floor: Operand<'scalar'>): Expression {
  return neg(add(weigh(y, clampedLog(p, floor)), weigh(sub(1, y), clampedLog1p(neg(p), floor))));
}

export const d2LogLoss = defineMetric({
  name: 'd2-log-loss',
  summary:
    'The share of the cross-entropy that is explained, 1 − bce/bce of the mean label; as r2 for squares.',
  columns: binaryProbabilities,
  parameters: { floor: logFloor },
  value: ({ target, prediction }, { floor }) => ofShape('row', crossEntropy(target, prediction, floor)),
  terms: ({ target }) => ({ yes: sum(target) }),
  formula: ({ target, prediction }, { floor }) => {
    const share = meanOfRows(target);
    return sub(1, div(meanOfRows(crossEntropy(target, prediction, floor)), crossEntropy(share, share, 0)));
  },
  finish: ({ total, weight, yes: { sum: labels } }) => {
    const yes = totalPair(labels);
    const no = subtractPairs(weight, yes);
    if (sumValue(yes) === 0 || sumValue(no) === 0) return noValue('all targets are of one class');
    const prior = pairFrom(priorLoss(yes, no, weight));
    return divideSums(subtractPairs(prior, total), prior);
  },
  higherIsBetter: true,
  source: 'McFadden 1974, Conditional logit analysis of qualitative choice behavior',
  guide: {
    group: 'binary',
    unit: 'none',
    use: 'To compare probabilities over data whose share of positives differs: 0 is no better than that share.',
    avoid:
      'One surely wrong row can spoil it, as it spoils bce; where that should not count, choose brier-skill.',
    elsewhere: { 'scikit-learn': 'd2_log_loss_score: the same, but for where the logarithm is clipped.' },
  },
});
