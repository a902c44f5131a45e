import { meanOf, stateOfGroup } from '@offmark/losses';
import type { Finish, GroupedStates, LossState } from '@offmark/losses';
import { comparePair } from '../comparison/compare-columns.ts';
import type { PairedStates } from '../comparison/compare-columns.ts';
import { itemAt } from '../item-at.ts';
import { pairPlace, pairsOf } from '../inputs/predictions.ts';
import type { Pair } from '../inputs/predictions.ts';
import type { LossReport } from '../result/report.ts';
import type { LossComparison } from '../result/report-sections.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { Intervals } from './intervals.ts';
import type { SomeRows } from './intervals.ts';
import type { KeysOf } from './slice-numbering.ts';
import type { ComparePlan, SlicePlan } from './slice-plan.ts';

/** Whether a loss was summed by groups at all. */
function isSummed({ losses }: GroupedStates, loss: number): boolean {
  return losses[loss]?.['total.high'] !== undefined;
}

/** What the predictions of a job differ by from one of them, in all rows and in slices. */
export class PairComparison {
  /** The place of the prediction that the others are compared with. */
  readonly baseline: number;
  readonly #pairs: readonly Pair[];
  readonly #entries: number;
  /** Those of the grouping of all rows. */
  readonly #whole: GroupedStates;
  readonly #intervals: Intervals;

  constructor(
    plan: SlicePlan,
    { baseline, confidence }: ComparePlan,
    finishers: readonly Finish[],
    predictions: number,
    state: Pick<ScanState, 'groupings' | 'resampled'>,
    keysOf: KeysOf,
  ) {
    this.baseline = baseline;
    this.#entries = finishers.length;
    this.#pairs = pairsOf(this.#entries / predictions, predictions, baseline);
    this.#whole = itemAt(
      state.groupings ?? [],
      plan.groupings.findIndex((columns) => columns.length === 0),
    );
    const finishOf = (place: number): Finish => finishers[place] ?? meanOf;
    this.#intervals = new Intervals(plan, confidence, state, keysOf, finishOf);
  }

  /** @param losses  the reports of all entries over all rows */
  ofAll(losses: readonly LossReport[]): readonly LossComparison[] {
    return this.#compared('all', losses, (place) => stateOfGroup(this.#whole, place, 0));
  }

  /**
   * @param losses  the reports of all entries over a slice, or several together
   * @param places  of the slices, among the states of their grouping
   */
  ofSlices(
    grouping: number,
    losses: readonly LossReport[],
    ofSlices: readonly LossState[],
    places: readonly number[],
  ): readonly LossComparison[] {
    return this.#compared({ grouping, places }, losses, (place) => itemAt(ofSlices, place));
  }

  #compared(
    rows: SomeRows,
    losses: readonly LossReport[],
    stateAt: (place: number) => LossState,
  ): readonly LossComparison[] {
    return this.#pairs.map(({ entry, baseline }, k) => {
      const place = pairPlace(this.#entries, k, 'difference');
      const both = { now: itemAt(losses, entry), other: itemAt(losses, baseline) };
      if (isSummed(this.#whole, place)) {
        const states = this.#statesOf(k, stateAt);
        return comparePair({ ...both, states, interval: this.#intervals.of(rows, place, states.difference) });
      }
      const interval = this.#intervals.ofDifference(rows, entry, baseline, stateAt(entry));
      return comparePair({ ...both, states: null, interval });
    });
  }

  #statesOf(pair: number, stateAt: (place: number) => LossState): PairedStates {
    const of = (name: keyof PairedStates): LossState => stateAt(pairPlace(this.#entries, pair, name));
    return { difference: of('difference'), prediction: of('prediction'), baseline: of('baseline') };
  }
}
