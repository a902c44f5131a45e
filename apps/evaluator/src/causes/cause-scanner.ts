import type { ColumnChunk, ColumnLayout, TextTable } from '@offmark/arrow-ipc/rows';
import type { Columns } from '@offmark/losses';
import type { PlacedChunk } from '../scan/chunk-scorer.ts';
import { BadScanner } from './bad-scanner.ts';
import type { CausePlan } from './cause-plan.ts';
import { DistributionScanner } from './distribution-scanner.ts';
import { emptyCauseState } from './cause-state.ts';
import type { CauseState } from './cause-state.ts';
import type { ScannedColumns } from './scanned-columns.ts';
import { WorstScanner } from './worst-scanner.ts';

/** Keeps what single rows of one chunk after another tell about the losses. */
export class CauseScanner {
  readonly #empty: CauseState;
  readonly #worst: WorstScanner | null;
  readonly #bad: BadScanner | null;
  readonly #distributions: DistributionScanner | null;

  /**
   * @param places   of the columns to keep, among the layouts
   * @param textsOf  a text column's texts; null if this thread does not know them, and their numbers are kept
   * @throws E_ROW_VALUES for a loss of several outputs; E_CLASS_COUNT
   */
  constructor(
    plan: CausePlan,
    scanned: ScannedColumns,
    places: ReadonlyMap<string, number>,
    textsOf: (layout: ColumnLayout) => TextTable | null,
  ) {
    this.#empty = emptyCauseState(plan, scanned.losses.length);
    this.#worst = plan.worst === 0 ? null : new WorstScanner(plan, scanned, places, textsOf);
    this.#bad = plan.listBad === 0 ? null : new BadScanner(plan, scanned);
    this.#distributions =
      this.#empty.distributions.length === 0 ? null : new DistributionScanner(plan, scanned);
  }

  /**
   * Adds rows [from, from + rows) of the columns.
   * @param origin  of a row of the columns, counted from the chunk's first
   */
  add(
    columns: readonly ColumnChunk[],
    byRole: Columns,
    from: number,
    rows: number,
    origin: (row: number) => number,
  ): void {
    this.#worst?.add(columns, byRole, from, rows, origin);
    this.#bad?.add(byRole, from, rows, origin);
    this.#distributions?.add(byRole, from, rows);
  }

  /** The state of the chunk's rows; the next one starts from nothing. */
  take(path: string, chunk: PlacedChunk): CauseState {
    return {
      ...this.#empty,
      ...(this.#worst === null ? {} : { worst: this.#worst.take(path, chunk) }),
      ...(this.#bad === null ? {} : { bad: this.#bad.take(path, chunk) }),
      ...(this.#distributions === null ? {} : { distributions: this.#distributions.take() }),
    };
  }
}
