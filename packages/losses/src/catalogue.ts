import { findNamed } from './loss/find-named.ts';
import type { Loss } from './loss/loss.ts';
import { bce } from './losses/bce.ts';
import { bceLogits } from './losses/bce-logits.ts';
import { brier } from './losses/brier.ts';
import { categoricalBrier } from './losses/categorical-brier.ts';
import { categoricalFocal } from './losses/categorical-focal.ts';
import { cce } from './losses/cce.ts';
import { cceLogits } from './losses/cce-logits.ts';
import { cosineDistance } from './losses/cosine-distance.ts';
import { cosineSimilarity } from './losses/cosine-similarity.ts';
import { fair } from './losses/fair.ts';
import { focal } from './losses/focal.ts';
import { focalLogits } from './losses/focal-logits.ts';
import { gammaDeviance } from './losses/gamma-deviance.ts';
import { gaussianNll } from './losses/gaussian-nll.ts';
import { gce } from './losses/gce.ts';
import { generalisedKl } from './losses/generalised-kl.ts';
import { hinge } from './losses/hinge.ts';
import { huber } from './losses/huber.ts';
import { js } from './losses/js.ts';
import { kl } from './losses/kl.ts';
import { logCosh } from './losses/log-cosh.ts';
import { mae } from './losses/mae.ts';
import { mape } from './losses/mape.ts';
import { mse } from './losses/mse.ts';
import { msle } from './losses/msle.ts';
import { multiclassHinge } from './losses/multiclass-hinge.ts';
import { pinball } from './losses/pinball.ts';
import { poissonDeviance } from './losses/poisson-deviance.ts';
import { poissonNll } from './losses/poisson-nll.ts';
import { poissonNllLog } from './losses/poisson-nll-log.ts';
import { poly } from './losses/poly.ts';
import { polyLogits } from './losses/poly-logits.ts';
import { pseudoHuber } from './losses/pseudo-huber.ts';
import { smape } from './losses/smape.ts';
import { smoothL1 } from './losses/smooth-l1.ts';
import { sparseCce } from './losses/sparse-cce.ts';
import { sparseCceLogits } from './losses/sparse-cce-logits.ts';
import { squaredHinge } from './losses/squared-hinge.ts';
import { topKAccuracy } from './losses/top-k-accuracy.ts';
import { tweedieDeviance } from './losses/tweedie-deviance.ts';
import { zeroOne } from './losses/zero-one.ts';

/** Every loss, in the order in which it is listed. A new loss is one file and one line here. */
export const catalogue: readonly Loss[] = [
  mse,
  mae,
  huber,
  smoothL1,
  logCosh,
  pseudoHuber,
  fair,
  pinball,
  mape,
  smape,
  msle,
  gaussianNll,
  poissonNll,
  poissonNllLog,
  poissonDeviance,
  gammaDeviance,
  tweedieDeviance,
  bce,
  bceLogits,
  focal,
  focalLogits,
  hinge,
  squaredHinge,
  brier,
  cce,
  cceLogits,
  sparseCce,
  sparseCceLogits,
  categoricalFocal,
  categoricalBrier,
  gce,
  poly,
  polyLogits,
  multiclassHinge,
  zeroOne,
  topKAccuracy,
  kl,
  generalisedKl,
  js,
  cosineDistance,
  cosineSimilarity,
];

/**
 * The loss of that name with those parameters.
 * @throws E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function lossNamed(name: string, parameters: Readonly<Record<string, unknown>> = {}): Loss {
  return findNamed(catalogue, name, parameters, 'losses');
}
