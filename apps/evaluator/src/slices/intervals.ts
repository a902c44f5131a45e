import {
  clusterValues,
  clusteredInterval,
  meanInterval,
  mergeTotals,
  momentsOfGroups,
  percentileInterval,
  resampledValues,
  stateOfGroup,
} from '@offmark/losses';
import type {
  Cluster,
  ClusterTotals,
  Finish,
  GroupedStates,
  LossState,
  ResampledValues,
  Resampling,
} from '@offmark/losses';
import type { Interval } from '../result/report-sections.ts';
import type { ScanState } from '../scan/scan-state.ts';
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

/** Some of the rows: all of them, or those of some slices of a grouping together, by their places among its states. */
export type SomeRows = 'all' | { readonly grouping: number; readonly places: readonly number[] };

/** The intervals around the losses of a scan and of its slices. */
export class Intervals {
  readonly #plan: SlicePlan;
  readonly #confidence: number;
  readonly #groupings: readonly GroupedStates[];
  readonly #keysOf: KeysOf;
  readonly #resampled: readonly GroupedStates[];
  readonly #finishOf: (loss: number) => Finish;
  /** By grouping; the clusters of all rows stand behind those that are reported. */
  readonly #clusters = new Map<number, Map<string, number[]>>();

  /** @param finishOf  makes a value of a state of a loss, by its place among the states */
  constructor(
    plan: SlicePlan,
    confidence: number,
    { groupings = [], resampled = [] }: Pick<ScanState, 'groupings' | 'resampled'>,
    keysOf: KeysOf,
    finishOf: (loss: number) => Finish,
  ) {
    this.#plan = plan;
    this.#confidence = confidence;
    this.#groupings = groupings;
    this.#keysOf = keysOf;
    this.#resampled = resampled;
    this.#finishOf = finishOf;
  }

  /** Of a loss over some rows. @param state  over the same rows */
  of(rows: SomeRows, loss: number, state: LossState): Interval {
    const { cluster, bootstrap } = this.#plan;
    if (bootstrap !== null) {
      const hasValue = this.#finishOf(loss)(state).value !== null;
      return this.#byResamples(
        bootstrap,
        rows,
        loss,
        state,
        hasValue ? this.#valuesOf(rows, loss, bootstrap) : [],
      );
    }
    return cluster === null ? this.#independent(rows, loss, state) : this.#clustered(rows, loss, state);
  }

  /**
   * Of what two losses over the same rows differ by, which need have no number per row: by resamples of both alike.
   * @returns null if nothing is resampled
   */
  ofDifference(rows: SomeRows, loss: number, baseline: number, state: LossState): Interval | null {
    const { bootstrap } = this.#plan;
    if (bootstrap === null) return null;
    const others = this.#valuesOf(rows, baseline, bootstrap);
    const differences = this.#valuesOf(rows, loss, bootstrap).map((value, i) => {
      const other = others[i] ?? null;
      return value === null || other === null ? null : value - other;
    });
    return this.#byResamples(bootstrap, rows, loss, state, differences);
  }

  #byResamples(
    { resamples, seed }: Resampling,
    rows: SomeRows,
    loss: number,
    state: LossState,
    values: ResampledValues,
  ): Interval {
    const { cluster } = this.#plan;
    const clusters =
      cluster === null ? null : new Set(this.#clustersOf(rows, loss).map(({ name }) => name)).size;
    const drawn = clusters === null ? '' : ` of ${clusters} clusters of ${cluster ?? ''}`;
    return {
      confidence: this.#confidence,
      ...percentileInterval(values, clusters ?? state.rows.used, this.#confidence),
      method: `bootstrap, ${resamples} resamples${drawn}, seed ${seed}`,
    };
  }

  /** Of a loss in each resample. */
  #valuesOf(rows: SomeRows, loss: number, bootstrap: Resampling): ResampledValues {
    const finish = this.#finishOf(loss);
    if (this.#plan.cluster !== null) return clusterValues(finish, this.#clustersOf(rows, loss), bootstrap);
    const [grouping, places] = this.#placesOf(rows);
    const states = this.#resampled[grouping] ?? noStates;
    return resampledValues(finish, states, loss, places, bootstrap);
  }

  /** The grouping that has the rows as groups, and their places. */
  #placesOf(rows: SomeRows): readonly [grouping: number, places: readonly number[]] {
    if (rows !== 'all') return [rows.grouping, rows.places];
    const grouping = this.#plan.by.length;
    return [grouping, this.#groupings[grouping]?.groups.length === 0 ? [] : [0]];
  }

  #independent(rows: SomeRows, loss: number, state: LossState): Interval {
    const [grouping, places] = this.#placesOf(rows);
    const states = this.#groupings[grouping] ?? noStates;
    const interval = meanInterval(state, momentsOfGroups(states, loss, places), this.#confidence);
    return { confidence: this.#confidence, ...interval, method: "Student's t over rows" };
  }

  #clustered(rows: SomeRows, loss: number, state: LossState): Interval {
    const sums = new Map<string, ClusterTotals>();
    // A cluster's rows are one part, whichever of the slices they are in.
    for (const { name, state: part } of this.#clustersOf(rows, loss)) {
      const sum = sums.get(name);
      const both = sum && {
        total: mergeTotals(sum.total, part.total),
        weight: mergeTotals(sum.weight, part.weight),
      };
      sums.set(name, both ?? part);
    }
    const interval = clusteredInterval(state, [...sums.values()], this.#confidence);
    const method = `Student's t over ${sums.size} clusters of ${this.#plan.cluster ?? ''}`;
    return { confidence: this.#confidence, ...interval, method };
  }

  /** The clusters with used rows, in the order of the slices and their keys; one of several slices is there for each. */
  #clustersOf(rows: SomeRows, loss: number): readonly Cluster[] {
    const grouping = this.#plan.by.length + (rows === 'all' ? 0 : 1 + rows.grouping);
    const states = this.#groupings[grouping];
    if (states === undefined) return [];
    const keys = this.#keysOf(grouping);
    const places = this.#clusters.get(grouping) ?? placesBySlice(states, keys);
    this.#clusters.set(grouping, places);
    return this.#slicesOf(rows).flatMap((slice) =>
      (places.get(textOfKeys(slice)) ?? []).flatMap((at) => {
        const state = stateOfGroup(states, loss, at);
        const cluster = keys.columns.at(-1)?.[states.groups[at] ?? -1] ?? null;
        return state.rows.used === 0 ? [] : [{ name: textOfKeys([cluster]), state }];
      }),
    );
  }

  /** Their keys; of all rows it is one without any. */
  #slicesOf(rows: SomeRows): readonly (readonly Key[])[] {
    if (rows === 'all') return [[]];
    const keys = this.#keysOf(rows.grouping);
    const groups = this.#groupings[rows.grouping]?.groups;
    return rows.places.map((place) => keysAt(keys, groups?.[place] ?? -1));
  }
}
