import type { ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';
import { PairedRows, RowValues, chunkRows, hasPairedRows, isMeanOfRows } from '@offmark/losses';
import type { Backend, Columns, LossRows, Measure, RowPolicies } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import { byRole } from '../plan.ts';
import { entriesOf, pairsOf } from '../inputs/predictions.ts';
import type { Entry, Pair } from '../inputs/predictions.ts';
import { groupsLosses, needsMoments } from './slice-plan.ts';
import type { SlicePlan } from './slice-plan.ts';

/** A metric, or a loss of several outputs, has no number per row whose spread would tell how sure it is. */
function noMeanOfRows(name: string): Error {
  return argumentError('E_SLICE_LOSS', {
    place: `--loss ${name}`,
    expected: 'losses that are the mean of a number per row, for intervals by their spread',
    got: 'a metric, or several outputs',
    next: 'Find its interval by resamples, --bootstrap 200, or evaluate it in a run of its own.',
  });
}

/** A pair of predictions, and what compares its rows. */
interface PairedEntries extends Pair {
  readonly rows: PairedRows;
}

const pairedEntries = (pair: Pair, blockRows: number, { nans }: RowPolicies): PairedEntries => ({
  ...pair,
  rows: new PairedRows(blockRows, nans),
});

/** The row losses of one prediction; null in the place of a loss that is not evaluated row by row. */
type LossesOfRows = readonly (LossRows | null)[];

/** Evaluates one column of predictions. */
class PredictionRows {
  readonly #values: RowValues;
  readonly #roles: ReadonlyMap<string, number>;
  readonly #isAsked: readonly boolean[];
  /** The columns of the last block, and the same by their roles. */
  #last: { readonly columns: readonly ColumnChunk[]; readonly ofRoles: Columns } | undefined;

  constructor(values: RowValues, roles: ReadonlyMap<string, number>, isAsked: readonly boolean[]) {
    this.#values = values;
    this.#roles = roles;
    this.#isAsked = isAsked;
  }

  get blockRows(): number {
    return this.#values.blockRows;
  }

  run(columns: readonly ColumnChunk[], from: number, count: number): LossesOfRows {
    if (this.#last?.columns !== columns) this.#last = { columns, ofRoles: byRole(columns, this.#roles) };
    const found = this.#values.run(this.#last.ofRoles, from, count);
    let next = 0;
    return this.#isAsked.map((isAsked) => (isAsked ? itemAt(found, next++) : null));
  }
}

/** All that is summed by groups, row by row: the entries, then what the predictions of each pair differ by. */
export class RowEntries {
  readonly #entries: readonly Entry[];
  readonly #isGrouped: boolean;
  readonly #predictions: readonly PredictionRows[];
  /** null in the place of one whose loss has no number per row. */
  readonly #pairs: readonly (PairedEntries | null)[];
  /** Whether one prediction may use rows that another does not. */
  readonly #mayDiffer: boolean;
  /** Rows of a block at most. */
  readonly blockRows: number;
  /** Of all that may be summed, whether to keep what its standard error is made of; null if it is not. */
  readonly moments: readonly (boolean | null)[];

  /**
   * @param roles  by prediction: the places of the losses' columns among the layouts
   * @throws       E_CLASS_COUNT; E_SLICE_LOSS for a loss that is no mean, if intervals are not found by resamples
   */
  constructor(
    plan: SlicePlan,
    losses: readonly Measure[],
    policies: RowPolicies,
    backend: Backend,
    layouts: readonly ColumnLayout[],
    roles: readonly ReadonlyMap<string, number>[],
  ) {
    const { compare, cluster, bootstrap } = plan;
    const columns = roles.map((places) => byRole(layouts, places));
    this.#isGrouped = groupsLosses(plan);
    const hasPairs = losses.map((loss) => columns.every((each) => hasPairedRows(loss, each)));
    const isAsked = this.#isGrouped ? losses.map(() => true) : hasPairs;
    const hasIntervals = plan.confidence !== null && bootstrap === null;
    for (const loss of losses) {
      if (hasIntervals && !columns.every((each) => isMeanOfRows(loss, each))) {
        throw noMeanOfRows(loss.name);
      }
    }
    const asked = losses.filter((_, i) => isAsked[i]);
    this.#predictions =
      asked.length === 0
        ? []
        : columns.map(
            (each, i) =>
              new PredictionRows(new RowValues(asked, each, policies, backend), itemAt(roles, i), isAsked),
          );
    const blockRows = Math.min(chunkRows, ...this.#predictions.map((rows) => rows.blockRows));
    this.blockRows = blockRows;
    this.#entries = entriesOf(losses, roles.length);
    const pairs = compare === null ? [] : pairsOf(losses.length, roles.length, compare.baseline);
    this.#pairs = pairs.map((pair) =>
      hasPairs[itemAt(this.#entries, pair.entry).loss] === true
        ? pairedEntries(pair, blockRows, policies)
        : null,
    );
    this.#mayDiffer = policies.nulls !== 'error' || policies.nans !== 'error';
    const byRows = cluster === null && bootstrap === null;
    this.moments = [
      ...this.#entries.map(() => (this.#isGrouped ? needsMoments(plan) : null)),
      ...this.#pairs.flatMap((pair) => {
        const own = this.#mayDiffer ? false : null;
        return pair === null ? [null, null, null] : [byRows, own, own];
      }),
    ];
  }

  /**
   * Evaluates rows [from, from + count).
   * @returns in the order of the states; null for what is not summed; valid until the next call
   * @throws  RowError
   */
  run(columns: readonly ColumnChunk[], from: number, count: number): readonly (LossRows | null)[] {
    const byPrediction = this.#predictions.map((rows) => rows.run(columns, from, count));
    const rowsOf = ({ loss, prediction }: Entry): LossRows | null => byPrediction[prediction]?.[loss] ?? null;
    const pairs = this.#pairs.flatMap((pair) => this.#paired(pair, rowsOf, count));
    return [...this.#entries.map((entry) => (this.#isGrouped ? rowsOf(entry) : null)), ...pairs];
  }

  #paired(
    pair: PairedEntries | null,
    rowsOf: (entry: Entry) => LossRows | null,
    count: number,
  ): readonly (LossRows | null)[] {
    const now = pair === null ? null : rowsOf(itemAt(this.#entries, pair.entry));
    const then = pair === null ? null : rowsOf(itemAt(this.#entries, pair.baseline));
    if (pair === null || now === null || then === null) return [null, null, null];
    const { difference, prediction, baseline } = pair.rows.pair(now, then, count);
    // Where both use all rows that either uses, their own means are those of the rows that are compared.
    return this.#mayDiffer ? [difference, prediction, baseline] : [difference, null, null];
  }
}
