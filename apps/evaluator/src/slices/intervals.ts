import {
  clusteredInterval,
  meanInterval,
  meanOf,
  mergeTotals,
  momentsOfGroups,
  resampledInterval,
  stateOfGroup,
} from '@offmark/losses';
import type { ClusterTotals, GroupedStates, LossState, ResampledSums, Resampling } from '@offmark/losses';
import type { Interval } from '../report-sections.ts';
import type { ScanState } from '../scan-state.ts';
import { textOfKeys } from './key.ts';
import type { Key } from './key.ts';
import { compareKeysAt, keysAt } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import type { KeysOf } from './slice-numbering.ts';
import type { SlicePlan } from './slice-plan.ts';

/**
 * The clusters of each slice of a grouping: their places among the states of the grouping by clusters too, in the
 * order of their keys, because the order in which threads met them is chance.
 */
function placesBySlice({ groups }: GroupedStates, keys: KeyTable): Map<string, number[]> {
  const places = new Map<string, number[]>();
  const found = Array.from(groups.keys());
  for (const at of found.toSorted((a, b) => compareKeysAt(keys, groups[a]!, groups[b]!))) {
    const slice = textOfKeys(keysAt(keys, groups[at]!).slice(0, -1));
    const known = places.get(slice);
    if (known === undefined) places.set(slice, [at]);
    else known.push(at);
  }
  return places;
}

const noStates: GroupedStates = { groups: new Int32Array(0), rows: new Float64Array(0), losses: [] };

/** The intervals around the means of a scan and of its slices. */
export class Intervals {
  readonly #plan: SlicePlan;
  readonly #confidence: number;
  readonly #groupings: readonly GroupedStates[];
  readonly #keysOf: KeysOf;
  readonly #resampled: readonly ResampledSums[];
  /** By grouping; the clusters of all rows stand behind those that are reported. */
  readonly #clusters = new Map<number, Map<string, number[]>>();

  constructor(
    plan: SlicePlan,
    confidence: number,
    { groupings = [], resampled = [] }: Pick<ScanState, 'groupings' | 'resampled'>,
    keysOf: KeysOf,
  ) {
    this.#plan = plan;
    this.#confidence = confidence;
    this.#groupings = groupings;
    this.#keysOf = keysOf;
    this.#resampled = resampled;
  }

  /** Of a loss over all rows. */
  ofAll(loss: number, state: LossState): Interval {
    const { by, cluster, bootstrap } = this.#plan;
    if (bootstrap !== null) return this.#byResamples(bootstrap, loss, state);
    if (cluster !== null) return this.#clustered(by.length, [[]], loss, state);
    const states = this.#groupings[by.length];
    return this.#independent(by.length, states?.groups.length === 0 ? [] : [0], loss, state);
  }

  /**
   * Of a loss over one slice of a grouping, or several together.
   * @param places  of the slices, among the grouping's states
   */
  ofSlices(grouping: number, places: readonly number[], loss: number, state: LossState): Interval {
    if (this.#plan.cluster === null) return this.#independent(grouping, places, loss, state);
    const keys = this.#keysOf(grouping);
    const groups = this.#groupings[grouping]?.groups;
    const slices = places.map((place) => keysAt(keys, groups?.[place] ?? -1));
    return this.#clustered(this.#plan.by.length + 1 + grouping, slices, loss, state);
  }

  #byResamples({ resamples, seed }: Resampling, loss: number, state: LossState): Interval {
    const sums = this.#resampled[loss];
    const interval =
      sums === undefined || meanOf(state).value === null
        ? { standardError: null, low: null, high: null }
        : resampledInterval(sums, state.rows.used, this.#confidence);
    const method = `bootstrap, ${resamples} resamples, seed ${seed}`;
    return { confidence: this.#confidence, ...interval, method };
  }

  #independent(grouping: number, places: readonly number[], loss: number, state: LossState): Interval {
    const states = this.#groupings[grouping] ?? noStates;
    const interval = meanInterval(state, momentsOfGroups(states, loss, places), this.#confidence);
    return { confidence: this.#confidence, ...interval, method: "Student's t over rows" };
  }

  #clustered(
    grouping: number,
    slices: readonly (readonly Key[])[],
    loss: number,
    state: LossState,
  ): Interval {
    const sums = this.#sumsByCluster(grouping, slices, loss);
    const interval = clusteredInterval(state, [...sums.values()], this.#confidence);
    const method = `Student's t over ${sums.size} clusters of ${this.#plan.cluster ?? ''}`;
    return { confidence: this.#confidence, ...interval, method };
  }

  /** A cluster's rows are one part, whichever of the slices they are in. */
  #sumsByCluster(
    grouping: number,
    slices: readonly (readonly Key[])[],
    loss: number,
  ): ReadonlyMap<Key, ClusterTotals> {
    const states = this.#groupings[grouping];
    const keys = this.#keysOf(grouping);
    const sums = new Map<Key, ClusterTotals>();
    if (states === undefined) return sums;
    const places = this.#clusters.get(grouping) ?? placesBySlice(states, keys);
    this.#clusters.set(grouping, places);
    for (const at of slices.flatMap((slice) => places.get(textOfKeys(slice)) ?? [])) {
      const { rows, total, weight } = stateOfGroup(states, loss, at);
      if (rows.used === 0) continue;
      const cluster = keys.columns.at(-1)?.[states.groups[at] ?? -1] ?? null;
      const sum = sums.get(cluster);
      const both = sum && {
        total: mergeTotals(sum.total, total),
        weight: mergeTotals(sum.weight, weight),
      };
      sums.set(cluster, both ?? { total, weight });
    }
    return sums;
  }
}
