import type { Loss } from '@offmark/losses';
import { numbersOfRow } from '../arbitrary-rows.ts';
import type { Rows } from '../arbitrary-rows.ts';
import { given } from './dual.ts';
import type { Dual } from './dual.ts';
import { evaluateExactly } from './evaluate.ts';

/**
 * The loss of a row as an exact number, and how it moves.
 * @param moving  which of the prediction's numbers moves, none if not given
 */
export function exactLossOf(
  loss: Pick<Loss, 'value'>,
  { target, prediction, others, classes }: Rows,
  row: number,
  moving: number = -1,
): Dual {
  const beside = Object.entries(others).map(([role, values]) => [role, [given(values[row] ?? NaN)]] as const);
  const columns = {
    ...Object.fromEntries(beside),
    target: numbersOfRow(target, row).map((x) => given(x)),
    prediction: numbersOfRow(prediction, row).map((x, j) => given(x, j === moving ? 1 : 0)),
  };
  const [value = given(NaN)] = evaluateExactly(loss.value, columns, classes);
  return value;
}
