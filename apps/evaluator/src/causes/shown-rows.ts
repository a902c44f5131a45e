import {
  ChunkBuffers,
  SharedValues,
  openSameFile,
  planRows,
  tableSource,
  withClasses,
} from '@offmark/arrow-ipc';
import type { FileVersion, Schema, ColumnLayout } from '@offmark/arrow-ipc';
import { bindDump } from '../bound-dump.ts';
import { itemAt } from '../item-at.ts';
import type { SliceValue } from '../report-sections.ts';
import { shownColumn } from './shown-column.ts';
import { shownValue } from './shown-value.ts';

/**
 * Reads columns of single rows of a file.
 * @param names    of the columns
 * @param version  of the file that was scanned
 * @returns        their values, by the rows' numbers
 * @throws E_INPUT_CHANGED, or what is wrong with a row
 */
export function readShownRows(
  path: string,
  version: FileVersion,
  names: readonly string[],
  rows: readonly number[],
): ReadonlyMap<number, readonly SliceValue[]> {
  const bind = (schema: Schema): readonly ColumnLayout[] =>
    names.map((name) => shownColumn(schema, name, path));
  const bound = bindDump(path, bind, (name) => openSameFile(name, version));
  const { table, dictionaries } = bound;
  // Where all lists are null, any length will do.
  const layouts = bound.layouts.map((layout) => withClasses(layout, 1));
  const shared = new SharedValues(layouts, (dictionaries?.tables ?? []).map(tableSource));
  const buffers = new ChunkBuffers(layouts, 1, undefined, path, shared);
  const reader = openSameFile(path, version);
  try {
    // In their order, so that what is compressed is decoded once.
    const values = rows
      .toSorted((a, b) => a - b)
      .map((row) => {
        buffers.load(planRows(table, row, 1), reader);
        return [row, valuesOf(buffers, layouts, shared)] as const;
      });
    reader.checkVersion();
    return new Map(values);
  } finally {
    buffers.close();
    reader.close();
  }
}

function valuesOf(
  { columns }: ChunkBuffers,
  layouts: readonly ColumnLayout[],
  shared: SharedValues,
): readonly SliceValue[] {
  return layouts.map((layout, i) => {
    const textOf = layout.isText ? (number: number): string => shared.texts(layout).text(number) : null;
    return shownValue(itemAt(columns, i), 0, textOf);
  });
}
