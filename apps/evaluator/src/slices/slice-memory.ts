import type { GroupedStates, LossState } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import type { ScoringPlan } from '../plan.ts';
import type { ScanState } from '../scan/scan-state.ts';

/** Numbers that may be kept of metrics in all slices: some 256 MB, and as much again while states merge. */
const mostSliceNumbers = 2 ** 25;

type ReducedState = NonNullable<LossState['reduced']>[number];

/** Of moments and single sums, about. */
const fewNumbers = 16;

function numbersIn(state: ReducedState): number {
  if (state.kind === 'bins') return state.bins.length * (1 + 2 * state.terms);
  return state.kind === 'exact bins' ? state.bins.length * (1 + state.terms) : fewNumbers;
}

function numbersOfGroups({ reduced = [] }: GroupedStates): number {
  let numbers = 0;
  for (const groups of reduced)
    for (const states of groups) for (const state of states) numbers += numbersIn(state);
  return numbers;
}

/** The losses that reducers gather something of. */
function gathered(states: readonly ScanState[], { losses, predictions }: MemoryPlan): readonly string[] {
  const all = states.flatMap(({ groupings = [], resampled = [] }) => [...groupings, ...resampled]);
  const places = all.flatMap(({ reduced = [] }) =>
    reduced.flatMap(({ length }, i) => (length > 0 ? [i] : [])),
  );
  return [...new Set(places.map((place) => itemAt(losses, Math.floor(place / predictions.length)).name))];
}

type MemoryPlan = Pick<ScoringPlan, 'losses' | 'predictions'>;

/**
 * What a loss keeps of a slice are a few numbers; what a metric keeps may be as many as it has bins, or its rows.
 * @param states  of different rows
 * @throws E_SLICE_STATE if all slices together keep more numbers than there may be
 */
export function checkSliceMemory(
  states: readonly ScanState[],
  plan: MemoryPlan,
  most: number = mostSliceNumbers,
): void {
  let numbers = 0;
  for (const { groupings = [], resampled = [] } of states)
    for (const groups of [...groupings, ...resampled]) numbers += numbersOfGroups(groups);
  if (numbers <= most) return;
  throw inputError('E_SLICE_STATE', {
    place: `--loss ${gathered(states, plan).toSorted().join(',')}`,
    expected: `at most ${most} numbers kept of all slices and resamples`,
    got: 'more',
    next: 'Ask for fewer bins, as with auc:bins=256, or for fewer slices or resamples; losses, rmse and r2 keep few numbers of each.',
  });
}
