import type { ColumnChunk, ColumnLayout, TextTable } from '@offmark/arrow-ipc/rows';
import { RowValues, hasRowValue } from '@offmark/losses';
import type { Columns, LossRows } from '@offmark/losses';
import type { PlacedChunk } from '../scan/chunk-scorer.ts';
import { itemAt } from '../item-at.ts';
import type { CausePlan } from './cause-plan.ts';
import { compareWorst } from './cause-state.ts';
import type { WorstRow } from './cause-state.ts';
import { LargestRows } from './largest-rows.ts';
import type { LargeRow } from './largest-rows.ts';
import { rowPlaces } from './row-place.ts';
import { noRowValue } from './row-value.ts';
import type { ScannedColumns } from './scanned-columns.ts';
import { shownValue } from './shown-value.ts';
import type { TextOf } from './shown-value.ts';

/** A column whose values are kept with rows. */
interface KeptColumn {
  readonly place: number;
  readonly textOf: TextOf;
}

/** Keeps the rows with the largest values of each loss, of one chunk after another. */
export class WorstScanner {
  readonly #values: RowValues;
  readonly #largest: readonly LargestRows[];
  readonly #kept: readonly KeptColumn[];

  /**
   * @param places   of the columns to keep, among the layouts
   * @param textsOf  a text column's texts; null if this thread does not know them, and their numbers are kept
   * @throws E_ROW_VALUES for a loss of several outputs; E_CLASS_COUNT
   */
  constructor(
    { worst, kept }: CausePlan,
    { losses, layouts, byRole, policies, backend }: ScannedColumns,
    places: ReadonlyMap<string, number>,
    textsOf: (layout: ColumnLayout) => TextTable | null,
  ) {
    for (const loss of losses) {
      if (!hasRowValue(loss, byRole)) throw noRowValue(loss.name, '--worst', 'several outputs');
    }
    this.#values = new RowValues(losses, byRole, policies, backend);
    this.#largest = losses.map(() => new LargestRows(worst));
    this.#kept = kept.map((name) => {
      const place = places.get(name) ?? -1;
      const layout = itemAt(layouts, place);
      const texts = layout.isText ? textsOf(layout) : null;
      return { place, textOf: texts === null ? null : (number) => texts.text(number) };
    });
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
    const { blockRows } = this.#values;
    for (let start = from; start < from + rows; start += blockRows) {
      const count = Math.min(blockRows, from + rows - start);
      for (const [i, loss] of this.#values.run(byRole, start, count).entries()) {
        this.#addLarge(itemAt(this.#largest, i), loss, count, columns, start, origin);
      }
    }
  }

  /** The chunk's rows by loss, as `compareWorst` orders them; the next one starts from none. */
  take(path: string, chunk: PlacedChunk): readonly (readonly WorstRow[])[] {
    const placeOf = rowPlaces(path, chunk);
    const placed = ({ row, ...more }: LargeRow): WorstRow => ({ ...placeOf(row), ...more });
    return this.#largest.map((rows) => rows.take().map(placed).toSorted(compareWorst));
  }

  #addLarge(
    largest: LargestRows,
    { fates, values, weights }: LossRows,
    count: number,
    columns: readonly ColumnChunk[],
    start: number,
    origin: (row: number) => number,
  ): void {
    let { threshold } = largest;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      // False for NaN, which is not larger than anything.
      if (!(value > threshold) || (fates !== null && fates[i] !== 0)) continue;
      const shown = this.#kept.map(({ place, textOf }) =>
        shownValue(itemAt(columns, place), start + i, textOf),
      );
      const weight = weights === null ? null : weights[i]!;
      largest.add({ row: origin(start + i), value: 0 + value, weight, shown });
      ({ threshold } = largest);
    }
  }
}
