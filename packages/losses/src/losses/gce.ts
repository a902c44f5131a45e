import { div, mul, neg } from '../expression/arithmetic.ts';
import { pick } from '../expression/class-matrix.ts';
import { clampedLog } from '../expression/exponential.ts';
import { expm1 } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { numberThat } from '../loss/parameter.ts';
import { labelProbabilities } from '../loss/tasks.ts';
import { ignoreIndex } from './shared-parameters.ts';

export const gce = defineLoss({
  name: 'gce',
  summary:
    'Generalised cross-entropy: between cross-entropy and absolute error, for labels that may be wrong.',
  columns: labelProbabilities,
  parameters: {
    q: numberThat(
      {
        default: 0.7,
        symbol: 'q',
        summary: 'from nearly 0 for cross-entropy to 1 for the probability that the label lacks',
      },
      'a number above 0 and at most 1',
      (q) => q > 0 && q <= 1,
    ),
    ignoreIndex,
  },
  // (1 − p^q)/q, without the cancellation at p near 1.
  value: ({ target, prediction }, { q }) =>
    neg(div(expm1(mul(q, clampedLog(pick(prediction, target), 0))), q)),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Zhang, Sabuncu 2018, doi:10.48550/arXiv.1805.07836',
  guide: {
    group: 'classes',
    unit: 'none; from 0 to 1/q',
    use: 'Where some labels are wrong: a confident contradiction costs 1/q at most.',
    avoid: 'Where labels are right: it is less strict with bad probabilities than sparse-cce.',
    elsewhere: { Keras: 'CategoricalGeneralizedCrossEntropy: the same.' },
  },
});
