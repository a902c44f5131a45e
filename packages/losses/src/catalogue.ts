import { LossError } from './errors.ts';
import type { Loss } from './loss/loss.ts';
import { bceLogits } from './losses/bce-logits.ts';
import { bce } from './losses/bce.ts';
import { cceLogits } from './losses/cce-logits.ts';
import { cce } from './losses/cce.ts';
import { huber } from './losses/huber.ts';
import { mae } from './losses/mae.ts';
import { mse } from './losses/mse.ts';
import { sparseCceLogits } from './losses/sparse-cce-logits.ts';
import { sparseCce } from './losses/sparse-cce.ts';

/** Every loss, in the order in which it is listed. A new loss is one file and one line here. */
export const catalogue: readonly Loss[] = [
  mse,
  mae,
  huber,
  bce,
  bceLogits,
  cce,
  cceLogits,
  sparseCce,
  sparseCceLogits,
];

/**
 * The loss of that name with those parameters.
 * @param losses  those to choose from: the catalogue's, if not given
 * @throws E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function lossNamed(
  name: string,
  parameters: Readonly<Record<string, unknown>> = {},
  losses: readonly Loss[] = catalogue,
): Loss {
  const loss = losses.find((candidate) => candidate.name === name);
  if (loss !== undefined) return loss.with(parameters);
  throw new LossError({
    code: 'E_LOSS_UNKNOWN',
    expected: `one of ${losses.map((known) => known.name).join(', ')}`,
    got: name,
  });
}
