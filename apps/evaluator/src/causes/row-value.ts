import type { Measure } from '@offmark/losses';
import { argumentError } from '../errors.ts';

/** A metric, or a loss of several outputs, has no number per row. */
export function noRowValue(loss: string, option: string, got: string): Error {
  return argumentError('E_ROW_VALUES', {
    place: `--loss ${loss}`,
    expected: `losses with a value per row, for ${option}`,
    got,
    next: 'Evaluate it in a run of its own.',
  });
}

/** @throws E_ROW_VALUES for a metric */
export function checkRowValues(losses: readonly Measure[], option: string): void {
  for (const { name, value, reducers = [] } of losses) {
    if (value === null || reducers.length > 0) throw noRowValue(name, option, 'a metric');
  }
}
