import { reducersOfState } from '../evaluate/outputs.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { reducedAt } from '../loss/reduced-fields.ts';
import { listAt, refuse } from '../loss/state-fields.ts';
import type { Reducer } from '../reduce/reducer.ts';
import type { SumMethod } from '../sums/index.ts';
import type { ReducedGroups } from './group-fields.ts';

/** Which groups of which losses they should be of. */
export interface ReducedShape {
  /** null for one that is the mean of its values, whatever it is. */
  readonly losses: readonly (RowLoss | null)[];
  readonly sum: SumMethod;
}

const reducersOf = (loss: RowLoss | null, count: number): readonly Reducer[] =>
  loss === null ? [] : reducersOfState(loss, count);

function ofLoss(
  loss: RowLoss | null,
  value: unknown,
  place: string,
  groups: number,
  sum: SumMethod,
): ReducedGroups {
  if (!Array.isArray(value)) return refuse(place, 'a list', value);
  const first: unknown = value[0];
  const reducers = reducersOf(loss, Array.isArray(first) ? first.length : 0);
  if (reducers.length === 0 && value.length === 0) return [];
  return listAt({ groups: value }, 'groups', place, groups).map((states, at) =>
    listAt({ [at]: states }, String(at), place, reducers.length).map((state, i) =>
      reducedAt(reducers[i]!, state, `${place}.${at}[${i}]`, sum),
    ),
  );
}

/**
 * Checks what reducers gathered of groups, of states that came from outside.
 * @param value   undefined if there is nothing of any loss
 * @param groups  how many there are
 * @throws        E_STATE_MISMATCH that names the part that is not what it should be
 */
export function reducedGroupsAt(
  value: unknown,
  place: string,
  groups: number,
  { losses, sum }: ReducedShape,
): readonly ReducedGroups[] | undefined {
  const isNeeded = groups > 0 && losses.some((loss) => reducersOf(loss, 0).length > 0);
  if (value === undefined && !isNeeded) return undefined;
  const lists = listAt({ reduced: value }, 'reduced', place, losses.length);
  return losses.map((loss, i) => ofLoss(loss, lists[i], `${place}.reduced[${i}]`, groups, sum));
}
