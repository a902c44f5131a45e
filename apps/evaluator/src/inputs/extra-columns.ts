import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import { shownColumn } from '../causes/shown-column.ts';
import { findColumn } from './columns.ts';
import { checkSliceColumns, sliceColumns } from '../slices/slice-plan.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import { columnsIn, textsIn } from '../where/where-syntax.ts';
import type { WhereNode } from '../where/where-syntax.ts';
import { checkWhere } from '../where/where-types.ts';

/** What a job asks of columns that no loss looks at. */
export interface ExtraColumns {
  readonly where: WhereNode | null;
  readonly slices: SlicePlan | null;
  /** Columns to show of single rows, which may be read later. */
  readonly show: readonly string[];
  /** Once each, of those that are read with every row. */
  readonly names: readonly string[];
}

/** @param kept  those of `show` that are read with every row */
export function extraColumns(
  where: WhereNode | null,
  slices: SlicePlan | null,
  show: readonly string[],
  kept: readonly string[],
): ExtraColumns {
  const names = [
    ...(where === null ? [] : columnsIn(where)),
    ...(slices === null ? [] : sliceColumns(slices)),
    ...kept,
  ];
  return { where, slices, show, names: [...new Set(names)] };
}

function extraLayout(layout: ColumnLayout, firstTexts: readonly string[]): ColumnLayout {
  return layout.isText ? { ...layout, firstTexts } : layout;
}

/**
 * Finds the columns in a schema and checks that they suit what they are for.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN, E_WHERE, E_COLUMN_SHAPE
 */
export function bindExtras(
  schema: Schema,
  { where, slices, show, names }: ExtraColumns,
  path: string,
): readonly ColumnLayout[] {
  const firstTexts = where === null ? [] : textsIn(where);
  const layouts = names.map((name) =>
    extraLayout(findColumn(schema, name, path, 'numbers or texts'), firstTexts),
  );
  const byName = new Map(layouts.map((layout, i) => [names[i] ?? '', layout]));
  if (where !== null) checkWhere(where, byName, path);
  if (slices !== null) checkSliceColumns(slices, byName, path);
  for (const name of show) shownColumn(schema, name, path);
  return layouts;
}
