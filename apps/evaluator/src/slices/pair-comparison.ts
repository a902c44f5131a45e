import type { GroupedStates, LossState } from '@offmark/losses';
import { stateOfGroup } from '@offmark/losses';
import { comparePair } from '../compare-columns.ts';
import type { PairedStates } from '../compare-columns.ts';
import { itemAt } from '../item-at.ts';
import { pairPlace, pairsOf } from '../predictions.ts';
import type { Pair } from '../predictions.ts';
import type { LossReport } from '../report.ts';
import type { LossComparison } from '../report-sections.ts';
import type { ScanState } from '../scan-state.ts';
import { Intervals } from './intervals.ts';
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
    losses: number,
    predictions: number,
    state: Pick<ScanState, 'groupings' | 'resampled'>,
    keysOf: KeysOf,
  ) {
    this.baseline = baseline;
    this.#pairs = pairsOf(losses, predictions, baseline);
    this.#entries = losses * predictions;
    this.#whole = itemAt(
      state.groupings ?? [],
      plan.groupings.findIndex((columns) => columns.length === 0),
    );
    this.#intervals = new Intervals(plan, confidence, state, keysOf);
  }

  /** @param losses  the reports of all entries over all rows */
  ofAll(losses: readonly LossReport[]): readonly LossComparison[] {
    return this.#pairs.map((pair, k) => {
      const states = this.#statesOf(k, (place) => stateOfGroup(this.#whole, place, 0));
      const place = pairPlace(this.#entries, k, 'difference');
      return comparePair({
        now: itemAt(losses, pair.entry),
        other: itemAt(losses, pair.baseline),
        states: isSummed(this.#whole, place) ? states : null,
        interval: this.#intervals.ofAll(place, states.difference),
      });
    });
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
    return this.#pairs.map((pair, k) => {
      const states = this.#statesOf(k, (place) => itemAt(ofSlices, place));
      const place = pairPlace(this.#entries, k, 'difference');
      return comparePair({
        now: itemAt(losses, pair.entry),
        other: itemAt(losses, pair.baseline),
        states,
        interval: this.#intervals.ofSlices(grouping, places, place, states.difference),
      });
    });
  }

  #statesOf(pair: number, stateAt: (place: number) => LossState): PairedStates {
    const of = (name: keyof PairedStates): LossState => stateAt(pairPlace(this.#entries, pair, name));
    return { difference: of('difference'), prediction: of('prediction'), baseline: of('baseline') };
  }
}
