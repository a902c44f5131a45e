import type { BatchRows } from '@offmark/arrow-ipc/rows';
import type { RowError } from '@offmark/losses';
import type { PlacedChunk } from './chunk-scorer.ts';
import { inputError } from '../errors.ts';
import type { OffmarkError } from '../errors.ts';
import type { InputPlan } from '../plan.ts';
import type { WhereRowError } from '../where/number-vectors.ts';

function placeOf(
  { path }: InputPlan,
  { firstRow, pieces }: PlacedChunk,
  row: number,
  column: string,
): string {
  return `${path}, row ${firstRow + row}${inBatch(pieces(), row)}, column "${column}"`;
}

/**
 * A row that breaks the rules, with its place in the input.
 * @param row  counted from the chunk's first
 */
export function rowFailure(
  { code, expected, got, next }: RowError,
  input: InputPlan,
  column: string,
  chunk: PlacedChunk,
  row: number,
): OffmarkError {
  const place = placeOf(input, chunk, row, column);
  return inputError(code, { place, expected, got, next: `${next} ${policyHint(code)}`.trim() });
}

/** A row whose number a condition cannot compare, with its place in the input. */
export function whereFailure(
  { column, message }: WhereRowError,
  input: InputPlan,
  chunk: PlacedChunk,
  row: number,
): OffmarkError {
  return inputError('E_INTEGER_RANGE', {
    place: placeOf(input, chunk, row, column),
    expected: 'an integer that a double holds exactly, at most 2^53 - 1',
    got: message,
    next: 'Leave the column out of --where.',
  });
}

/** Where in its batch a row of the chunk stands. */
function inBatch(pieces: Iterable<BatchRows>, row: number): string {
  let before = 0;
  for (const piece of pieces) {
    if (row < before + piece.rows) return ` (batch ${piece.batch}, row ${piece.row + row - before})`;
    before += piece.rows;
  }
  return '';
}

function policyHint(code: string): string {
  if (code === 'E_NULL') return 'To leave such rows out and count them, use --nulls skip.';
  if (code === 'E_NAN' || code === 'E_INFINITE')
    return 'To leave such rows out and count them, use --nans skip.';
  return '';
}
