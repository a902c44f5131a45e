import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import { findColumn } from './columns.ts';
import { parseWhere } from './where/parse-where.ts';
import { columnsIn } from './where/where-syntax.ts';
import type { WhereNode } from './where/where-syntax.ts';
import { checkWhere } from './where/where-types.ts';

/** What a job asks of columns that no loss looks at. */
export interface ExtraColumns {
  readonly where: WhereNode | null;
  /** Once each. */
  readonly names: readonly string[];
}

/** @throws E_WHERE */
export function extraColumns(where: string | undefined): ExtraColumns {
  const condition = where === undefined ? null : parseWhere(where);
  return { where: condition, names: condition === null ? [] : columnsIn(condition) };
}

/**
 * Finds the columns in a schema and checks that they suit what they are for.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN, E_WHERE
 */
export function bindExtras(
  schema: Schema,
  { where, names }: ExtraColumns,
  path: string,
): readonly ColumnLayout[] {
  const layouts = names.map((name) => findColumn(schema, name, path));
  if (where !== null) checkWhere(where, new Map(layouts.map((layout, i) => [names[i] ?? '', layout])), path);
  return layouts;
}
