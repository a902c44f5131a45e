import { LossError } from '../errors.ts';
import { weightRole } from '../evaluate/row-rules.ts';
import type { Columns } from '../program/block-program.ts';
import { weightDomain } from './domain.ts';
import type { Domain } from './domain.ts';
import { isMatrix, toColumn } from './input.ts';
import type { ClassMatrix, InputColumn, Numbers } from './input.ts';

/** Columns by role that have the same rows. */
export interface Table {
  readonly columns: Columns;
  readonly rows: number;
}

/**
 * The columns of a loss from arrays.
 * @param outputs  whether two matrices are taken where numbers are wanted: several outputs of each row
 * @throws E_LENGTH_MISMATCH if they differ in their number of rows; what `toColumn` throws
 */
export function toTable(
  domains: { readonly target: Domain; readonly prediction: Domain },
  target: Numbers | ClassMatrix,
  prediction: Numbers | ClassMatrix,
  weights?: Numbers,
  outputs: boolean = false,
): Table {
  const several = outputs && isMatrix(target) && isMatrix(prediction);
  const wanted = (domain: Domain): Domain => (several ? { ...domain, shape: 'matrix' } : domain);
  const inputs: [role: string, input: InputColumn][] = [
    ['target', toColumn(target, wanted(domains.target), 'target')],
    ['prediction', toColumn(prediction, wanted(domains.prediction), 'prediction')],
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
