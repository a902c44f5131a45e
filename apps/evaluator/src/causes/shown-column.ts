import { ArrowError, escapeControls } from '@offmark/arrow-ipc';
import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import { findColumn } from '../inputs/columns.ts';
import { inputError } from '../errors.ts';

/**
 * The column of that name, whatever its values are: texts have numbers of their own.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN
 */
export function shownColumn(schema: Schema, name: string, path: string): ColumnLayout {
  const layout = findColumn(schema, name, path, 'numbers or texts');
  return layout.isText ? { ...layout, firstTexts: [] } : layout;
}

/**
 * An error about lists of other lengths, where these are only shown: of what is read once they are kept with every row.
 * @param kept   columns that are
 * @param roles  columns that losses look at
 */
export function shownError(error: unknown, kept: readonly string[], roles: readonly string[]): unknown {
  if (!(error instanceof ArrowError) || error.code !== 'E_RAGGED') return error;
  const isOf = (name: string): boolean => error.place.endsWith(`column "${escapeControls(name)}"`);
  if (!kept.some(isOf) || roles.some(isOf)) return error;
  const next =
    'Lists of any length can be shown of files alone: write it to one first, or leave it out of --show.';
  const { code, place, expected, got } = error;
  return inputError(code, { place, expected, got, next });
}
