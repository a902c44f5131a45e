import { BadValues } from '@offmark/losses';
import type { BadValue, Columns } from '@offmark/losses';
import type { PlacedChunk } from '../scan/chunk-scorer.ts';
import type { CausePlan } from './cause-plan.ts';
import type { BadRow } from './cause-state.ts';
import { rowPlaces } from './row-place.ts';
import type { ScannedColumns } from './scanned-columns.ts';

/** Keeps the first values for which rows are not used, of one chunk after another. */
export class BadScanner {
  readonly #most: number;
  readonly #values: BadValues;
  readonly #names: ReadonlyMap<string, string>;
  #found: BadValue[] = [];

  /** @throws E_CLASS_COUNT */
  constructor({ listBad }: CausePlan, { losses, layouts, byRole, policies, backend }: ScannedColumns) {
    this.#most = listBad;
    this.#values = new BadValues(losses, byRole, policies, backend);
    this.#names = new Map(Object.keys(byRole).map((role, i) => [role, layouts[i]?.name ?? role]));
  }

  /**
   * Adds rows [from, from + rows) of the columns.
   * @param origin  of a row of the columns, counted from the chunk's first
   */
  add(columns: Columns, from: number, rows: number, origin: (row: number) => number): void {
    const { blockRows } = this.#values;
    for (let start = from; start < from + rows && this.#found.length < this.#most; start += blockRows) {
      const found = this.#values.find(columns, start, Math.min(blockRows, from + rows - start));
      for (const { row, role, index, value } of found.slice(0, this.#most - this.#found.length)) {
        this.#found.push({ row: origin(row), role, index, value });
      }
    }
  }

  /** Those of the chunk, in the order of its rows; the next one starts from none. */
  take(path: string, chunk: PlacedChunk): readonly BadRow[] {
    const found = this.#found;
    this.#found = [];
    const placeOf = rowPlaces(path, chunk);
    const placed = ({ row, role, index, value }: BadValue): BadRow => ({
      ...placeOf(row),
      column: this.#names.get(role) ?? role,
      index,
      value,
    });
    return found.map(placed);
  }
}
