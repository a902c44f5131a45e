import { argumentError } from './errors.ts';
import { isReadOnce } from './inputs.ts';
import type { Shard } from './partial/shard.ts';
import type { SlicePlan } from './slices/slice-plan.ts';

/** What asks for a state of a job that outlives it. */
export interface AskedStates {
  readonly partial?: boolean;
  readonly digest?: boolean;
  readonly shard?: Shard;
  readonly checkpoint?: string;
}

function refusedBeside(option: string, other: string): Error {
  return argumentError('E_ARGUMENT', { place: option, expected: `no ${other} beside it`, got: 'both' });
}

/** What is kept for some options is no part of states. @throws E_ARGUMENT */
function refuseStates(option: string, { partial, digest, shard, checkpoint }: AskedStates): void {
  const others = {
    '--partial': partial === true,
    '--digest': digest === true,
    '--shard': shard !== undefined,
    '--checkpoint': checkpoint !== undefined,
  };
  for (const [other, isGiven] of Object.entries(others)) if (isGiven) throw refusedBeside(option, other);
}

/**
 * What single rows tell is told of one column of predictions, and is no part of states.
 * @throws E_ARGUMENT
 */
export function refuseBesideCauses(
  option: string,
  predictions: readonly string[],
  states: AskedStates,
): void {
  refuseStates(option, states);
  if (predictions.length === 1) return;
  throw argumentError('E_ARGUMENT', {
    place: option,
    expected: 'one column of predictions beside it',
    got: predictions.join(', '),
    next: 'Look at each in a run of its own.',
  });
}

/**
 * No state is kept of several predictions, nor of resamples; what predictions differ by is summed with compensation, and
 * resamples are plain sums.
 * @throws E_ARGUMENT
 */
export function refuseBesideSeveral(
  predictions: readonly string[],
  slices: SlicePlan | null,
  { sum, ...states }: AskedStates & { readonly sum?: string | undefined },
): void {
  const hasResamples = slices !== null && slices.bootstrap !== null;
  if (predictions.length === 1 && !hasResamples) return;
  const option = hasResamples ? '--bootstrap' : `--prediction ${predictions.join(',')}`;
  const isCompared = slices !== null && slices.compare !== null;
  if (sum === 'exact' && (isCompared || hasResamples)) throw refusedBeside(option, '--sum exact');
  refuseStates(option, states);
}

/**
 * Chunks are numbered before rows are read, so that a part of them can be told.
 * @throws E_ARGUMENT
 */
export function refuseUncounted(paths: readonly string[], { shard, checkpoint }: AskedStates): void {
  if (!paths.some(isReadOnce)) return;
  const option = shard !== undefined ? '--shard' : checkpoint !== undefined ? '--checkpoint' : null;
  if (option === null) return;
  throw argumentError('E_ARGUMENT', {
    place: option,
    expected: 'inputs whose rows can be counted before they are read',
    got: 'standard input or a URL',
    next: 'Write it to a file first.',
  });
}
