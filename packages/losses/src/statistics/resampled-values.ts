import { emptyLossState, mergeAllReduced } from '../evaluate/loss-state.ts';
import type { LossState, LossValue } from '../evaluate/loss-state.ts';
import { pairAt } from '../grouped/grouped-states.ts';
import type { GroupedStates } from '../grouped/grouped-states.ts';
import type { ReducedState } from '../reduce/reduced-state.ts';
import { MergeTree, mergeSums, multiplyPairs, pairFrom, totalPair, totalValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { PoissonWeights } from './poisson-weights.ts';
import type { Resampling } from './poisson-weights.ts';

/** The value of a loss or metric in each resample: null where it has none, infinite where it outgrew doubles. */
export type ResampledValues = readonly (number | null)[];

/** Makes a value of a state. */
export type Finish = (state: LossState) => LossValue;

function valueOf({ value, state }: LossValue): number | null {
  return state === 'ok' || state === 'empty' || state === 'undefined' ? value : Infinity;
}

function stateOf(used: number, total: SumPair, weight: SumPair, reduced: LossState['reduced']): LossState {
  const state = { ...emptyLossState, rows: { ...emptyLossState.rows, used }, total, weight };
  return reduced === undefined ? state : { ...state, reduced };
}

/**
 * The values in the resamples of some groups together.
 * @param states  what a `Resampler` gathered, merged
 * @param places  of the groups, in the order of their numbers
 */
export function resampledValues(
  finish: Finish,
  states: GroupedStates,
  loss: number,
  places: readonly number[],
  { resamples }: Resampling,
): ResampledValues {
  const fields = states.losses[loss] ?? {};
  return Array.from({ length: resamples }, (_, resample) => {
    let [used, total, weight] = [0, pairFrom(0), pairFrom(0)];
    let reduced: LossState['reduced'];
    for (const place of places) {
      const at = place * resamples + resample;
      used += states.rows[at] ?? 0;
      total = mergeSums(total, pairAt(fields, 'total', at));
      weight = mergeSums(weight, pairAt(fields, 'weight', at));
      reduced = mergeAllReduced(reduced, states.reduced?.[loss]?.[at]);
    }
    return valueOf(finish(stateOf(used, total, weight, reduced)));
  });
}

/** What rows that are drawn together sum up to. */
export interface Cluster {
  /** Tells the cluster from all others. */
  readonly name: string;
  readonly state: LossState;
}

/**
 * The values in resamples that have clusters whole: a cluster is drawn by its name, in whichever states it is.
 * Source: Field, Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x
 */
export function clusterValues(
  finish: Finish,
  clusters: readonly Cluster[],
  resampling: Resampling,
): ResampledValues {
  const drawn = new PoissonWeights(resampling);
  const { resamples } = resampling;
  const [totals, weights] = [new Float64Array(resamples), new Float64Array(resamples)];
  // In a tree, so that clusters that hold few bins are not merged with all bins one by one.
  const reduced = Array.from(totals, () => new MergeTree<readonly ReducedState[]>(mergeParts));
  const counts = new Float64Array(resamples);
  let used = 0;
  for (const { name, state } of clusters) {
    used += state.rows.used;
    const [total, weight] = [totalValue(state.total), totalValue(state.weight)];
    drawn.drawNamed(name);
    for (let i = 0; i < resamples; i++) {
      const times = drawn.weights[i]!;
      if (times === 0) continue;
      totals[i]! += times * total;
      weights[i]! += times * weight;
      if (state.reduced === undefined) continue;
      const value = state.reduced.map((part) => repeated(part, times));
      reduced[i]!.insert({ level: 0, index: counts[i]!++, value });
    }
  }
  return Array.from(totals, (total, i) =>
    valueOf(finish(stateOf(used, pairFrom(total), pairFrom(weights[i]!), reduced[i]!.fold()))),
  );
}

const mergeParts = (a: readonly ReducedState[], b: readonly ReducedState[]): readonly ReducedState[] =>
  mergeAllReduced(a, b) ?? [];

/** What reducers would have gathered of the rows so many times. */
function repeated(state: ReducedState, times: number): ReducedState {
  const by = (sum: SumPair): SumPair => multiplyPairs(sum, pairFrom(times));
  if (times === 1) return state;
  switch (state.kind) {
    case 'sum':
      return { kind: 'sum', sum: by(totalPair(state.sum)) };
    case 'moments': {
      const { weight, xx, xy, yy } = state;
      return { ...state, weight: by(weight), xx: by(xx), xy: by(xy), yy: by(yy) };
    }
    case 'bins': {
      const sums = state.high.map((high, i) => by({ high, low: state.low[i] ?? 0 }));
      return { ...state, high: sums.map(({ high }) => high), low: sums.map(({ low }) => low) };
    }
    case 'maximum':
      return state;
    case 'exact moments':
    case 'exact bins':
      throw new RangeError(`${state.kind} are not resampled`);
    default:
      return state satisfies never;
  }
}
