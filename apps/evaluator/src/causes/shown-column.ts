import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import { findColumn } from '../columns.ts';

/**
 * The column of that name, whatever its values are: texts have numbers of their own.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN
 */
export function shownColumn(schema: Schema, name: string, path: string): ColumnLayout {
  const layout = findColumn(schema, name, path, 'numbers or texts');
  return layout.isText ? { ...layout, firstTexts: [] } : layout;
}
