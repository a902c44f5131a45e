import {
  ChunkBuffers,
  Decompressor,
  SharedValues,
  measureRow,
  openDump,
  openSameFile,
  planRows,
  readBatches,
  readDictionaries,
  tableSource,
} from '@offmark/arrow-ipc';
import type { ByteReader, ColumnLayout, FileReader, FileVersion, RowPiece } from '@offmark/arrow-ipc';
import { itemAt } from '../item-at.ts';
import type { SliceValue } from '../result/report-sections.ts';
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
  const open = (name: string): FileReader => openSameFile(name, version);
  const dump = openDump(path, open);
  const layouts = names.map((name) => shownColumn(dump.schema, name, path));
  const table = readBatches(dump, layouts, open);
  const shared = new SharedValues(layouts, readDictionaries(dump, layouts, open).map(tableSource));
  const decompressor = new Decompressor();
  const reader = open(path);
  try {
    // In their order, so that what is compressed is decoded once.
    const values = rows
      .toSorted((a, b) => a - b)
      .map((row) => {
        const [piece] = planRows(table, row, 1);
        if (piece === undefined) throw new RangeError(`no row ${row}`);
        return [row, valuesOf({ path, layouts, shared, decompressor, reader }, piece)] as const;
      });
    reader.checkVersion();
    return new Map(values);
  } finally {
    decompressor.close();
    reader.close();
  }
}

/** What rows of some columns of a file are read with. */
interface RowSource {
  readonly path: string;
  readonly layouts: readonly ColumnLayout[];
  readonly shared: SharedValues;
  readonly decompressor: Decompressor;
  readonly reader: ByteReader;
}

/** Lists may have a length of their own in every row. */
function valuesOf(
  { path, layouts, shared, decompressor, reader }: RowSource,
  row: RowPiece,
): readonly SliceValue[] {
  const measured = measureRow(layouts, row, reader, path, decompressor);
  const buffers = new ChunkBuffers(measured, 1, undefined, path, shared, decompressor);
  buffers.append(row, reader);
  return layouts.map((layout, i) => {
    const textOf = layout.isText ? (number: number): string => shared.texts(layout).text(number) : null;
    return shownValue(itemAt(buffers.columns, i), 0, textOf);
  });
}
