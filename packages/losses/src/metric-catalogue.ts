import { catalogue } from './catalogue.ts';
import { findNamed } from './loss/find-named.ts';
import type { Measure } from './loss/measure.ts';
import type { Metric } from './loss/metric.ts';
import { accuracy, binaryAccuracy } from './metrics/accuracy.ts';
import { auc } from './metrics/auc.ts';
import { averagePrecision } from './metrics/average-precision.ts';
import { brierSkill } from './metrics/brier-skill.ts';
import { ece, mce } from './metrics/calibration.ts';
import { concordance } from './metrics/concordance.ts';
import { binaryConfusionMatrix, confusionMatrix } from './metrics/confusion-matrix.ts';
import { d2LogLoss } from './metrics/d2-log-loss.ts';
import { explainedVariance } from './metrics/explained-variance.ts';
import { binaryF1, f1 } from './metrics/f1.ts';
import { binaryJaccard, jaccard } from './metrics/jaccard.ts';
import { binaryKappa, kappa } from './metrics/kappa.ts';
import { maxError } from './metrics/max-error.ts';
import { binaryMcc, mcc } from './metrics/mcc.ts';
import { medianAbsoluteError } from './metrics/median-absolute-error.ts';
import { pearson } from './metrics/pearson.ts';
import { perplexity, perplexityLogits } from './metrics/perplexity.ts';
import { binaryPrecision, precision } from './metrics/precision.ts';
import { quantileAbsoluteError } from './metrics/quantile-absolute-error.ts';
import { r2 } from './metrics/r2.ts';
import { binaryRecall, recall } from './metrics/recall.ts';
import { rmse } from './metrics/rmse.ts';
import { rmsle } from './metrics/rmsle.ts';
import { rse } from './metrics/rse.ts';
import { wape } from './metrics/wape.ts';

/** Every metric, in the order in which it is listed. A new metric is one file and one line here. */
export const metrics: readonly Metric[] = [
  rmse,
  rmsle,
  wape,
  maxError,
  medianAbsoluteError,
  quantileAbsoluteError,
  r2,
  explainedVariance,
  rse,
  pearson,
  concordance,
  d2LogLoss,
  brierSkill,
  perplexity,
  perplexityLogits,
  accuracy,
  precision,
  recall,
  f1,
  jaccard,
  mcc,
  kappa,
  confusionMatrix,
  binaryAccuracy,
  binaryPrecision,
  binaryRecall,
  binaryF1,
  binaryJaccard,
  binaryMcc,
  binaryKappa,
  binaryConfusionMatrix,
  ece,
  mce,
  auc,
  averagePrecision,
];

/** Every loss, then every metric. */
export const measures: readonly Measure[] = [...catalogue, ...metrics];

/**
 * The loss or metric of that name with those parameters.
 * @param among  those to choose from: all, if not given
 * @throws E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function measureNamed(
  name: string,
  parameters: Readonly<Record<string, unknown>> = {},
  among: readonly Measure[] = measures,
): Measure {
  return findNamed(among, name, parameters, 'losses and metrics');
}
