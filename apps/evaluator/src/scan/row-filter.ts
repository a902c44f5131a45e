import type { ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';
import type { Backend } from '@offmark/losses';
import { RowCompactor } from './row-compactor.ts';
import { parseWhere } from '../where/parse-where.ts';
import { windowRows } from '../where/placed-columns.ts';
import { WhereProgram } from '../where/where-program.ts';

/** Columns of rows that are all kept, and where each of them stood. */
export interface KeptRows {
  readonly columns: readonly ColumnChunk[];
  readonly from: number;
  readonly count: number;
  /** Where a row of these columns stood in those that were filtered. */
  readonly origin: (row: number) => number;
}

/** Leaves out the rows for which a condition is not true, before anything else looks at them. */
export class RowFilter {
  readonly #program: WhereProgram;
  readonly #compactor: RowCompactor;
  readonly #kept = new Int32Array(windowRows);

  /**
   * @param names  of the condition's columns, with their places among the layouts
   * @throws       E_MEMORY
   */
  constructor(
    where: string,
    layouts: readonly ColumnLayout[],
    names: ReadonlyMap<string, number>,
    backend: Backend,
  ) {
    this.#program = new WhereProgram(parseWhere(where), layouts, names, backend);
    this.#compactor = new RowCompactor(layouts, windowRows, backend.allocate);
  }

  /**
   * The rows that are kept, a window at a time, in memory that is valid until the next window.
   * @throws WhereRowError
   */
  *windows(columns: readonly ColumnChunk[], rows: number): Generator<KeptRows> {
    const kept = this.#kept;
    for (let from = 0; from < rows; from += windowRows) {
      const inWindow = Math.min(windowRows, rows - from);
      const count = this.#program.select(kept, columns, from, inWindow);
      if (count === inWindow) yield { columns, from, count, origin: (row) => row };
      else if (count > 0) {
        const compact = this.#compactor.keep(columns, from, kept, count);
        yield { columns: compact, from: 0, count, origin: (row) => from + (kept[row] ?? 0) };
      }
    }
  }
}
