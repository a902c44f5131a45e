import type { ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';

/** Rows that a condition is decided for at a time. */
export const windowRows = 8192;

/** The columns of a condition, and their places among an input's layouts. */
export class PlacedColumns {
  readonly #places: ReadonlyMap<string, number>;
  readonly byName: ReadonlyMap<string, ColumnLayout>;

  constructor(layouts: readonly ColumnLayout[], places: ReadonlyMap<string, number>) {
    this.#places = places;
    this.byName = new Map(
      [...places].flatMap(([name, place]) => {
        const layout = layouts[place];
        return layout === undefined ? [] : [[name, layout] as const];
      }),
    );
  }

  find(name: string): readonly [place: number, layout: ColumnLayout] {
    const [place, layout] = [this.#places.get(name), this.byName.get(name)];
    if (place === undefined || layout === undefined) throw new RangeError(`no column ${name}`);
    return [place, layout];
  }
}

/** The column at a place. */
export function chunkAt(columns: readonly ColumnChunk[], place: number): ColumnChunk {
  const column = columns[place];
  if (column === undefined) throw new RangeError(`no column ${place} of ${columns.length}`);
  return column;
}
