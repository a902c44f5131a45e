import { argumentError } from './errors.ts';
import { isReadOnce } from './inputs/inputs.ts';
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

/**
 * What single rows tell is told of one column of predictions.
 * @throws E_ARGUMENT
 */
export function refuseBesideCauses(option: string, predictions: readonly string[]): void {
  if (predictions.length === 1) return;
  throw argumentError('E_ARGUMENT', {
    place: option,
    expected: 'one column of predictions beside it',
    got: predictions.join(', '),
    next: 'Look at each in a run of its own.',
  });
}

/**
 * What predictions differ by is summed with compensation, and resamples are plain sums that no state keeps.
 * @throws E_ARGUMENT
 */
export function refuseBesideSlices(
  predictions: readonly string[],
  slices: SlicePlan | null,
  { sum, partial, digest, shard, checkpoint }: AskedStates & { readonly sum?: string },
): void {
  if (slices === null) return;
  const { bootstrap, compare } = slices;
  const option = bootstrap === null ? `--prediction ${predictions.join(',')}` : '--bootstrap';
  const isPlain = bootstrap !== null || compare !== null;
  if (sum === 'exact' && isPlain) throw refusedBeside(option, '--sum exact');
  if (bootstrap === null) return;
  const others = {
    '--partial': partial === true,
    '--digest': digest === true,
    '--shard': shard !== undefined,
    '--checkpoint': checkpoint !== undefined,
  };
  for (const [other, isGiven] of Object.entries(others)) if (isGiven) throw refusedBeside(option, other);
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
