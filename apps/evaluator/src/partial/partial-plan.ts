import type { Measure } from '@offmark/losses';
import type { AskedCauses } from '../causes/asked-causes.ts';
import { itemAt } from '../item-at.ts';
import type { ScoringPlan } from '../plan.ts';
import type { PartialPlan } from './partial-state.ts';

/** The plan as states tell it: in the order in which it is read again, so that equal plans are equal text. */
export function partialPlanOf(
  { losses: specs, policies, sum, where, predictions }: ScoringPlan,
  losses: readonly Measure[],
  {
    slices,
    causes,
    ...asked
  }: Pick<PartialPlan, 'columns' | 'classes' | 'slices'> & { readonly causes: AskedCauses | null },
): PartialPlan {
  const bound = specs.map(({ name }, i) => ({ name, parameters: itemAt(losses, i).parameterValues }));
  return {
    losses: bound,
    ...asked,
    policies,
    sum,
    where,
    slices,
    ...(predictions.length === 1 ? {} : { predictions }),
    ...(causes === null ? {} : { causes }),
  };
}
