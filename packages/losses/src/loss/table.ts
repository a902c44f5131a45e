import { LossError } from '../errors.ts';
import { weightRole } from '../evaluate/row-rules.ts';
import type { Columns } from '../program/block-program.ts';
import { weightDomain } from './domain.ts';
import type { Domain } from './domain.ts';
import { toColumn } from './input.ts';
import type { ClassMatrix, InputColumn, Numbers } from './input.ts';

/** Columns by role that have the same rows. */
export interface Table {
  readonly columns: Columns;
  readonly rows: number;
}

/**
 * The columns of a loss from arrays.
 * @throws E_LENGTH_MISMATCH if they differ in their number of rows; what `toColumn` throws
 */
export function toTable(
  domains: { readonly target: Domain; readonly prediction: Domain },
  target: Numbers | ClassMatrix,
  prediction: Numbers | ClassMatrix,
  weights?: Numbers,
): Table {
  const inputs: [role: string, input: InputColumn][] = [
    ['target', toColumn(target, domains.target, 'target')],
    ['prediction', toColumn(prediction, domains.prediction, 'prediction')],
  ];
  if (weights !== undefined) inputs.push([weightRole, toColumn(weights, weightDomain, weightRole)]);
  const rows = inputs[0]?.[1].rows ?? 0;
  for (const [role, input] of inputs) {
    if (input.rows === rows) continue;
    throw new LossError({
      code: 'E_LENGTH_MISMATCH',
      place: role,
      expected: `${rows} rows as in target`,
      got: String(input.rows),
    });
  }
  return { columns: Object.fromEntries(inputs.map(([role, { column }]) => [role, column])), rows };
}
