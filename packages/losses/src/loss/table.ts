import { LossError } from '../errors.ts';
import { weightRole } from '../evaluate/row-rules.ts';
import type { Columns } from '../program/block-program.ts';
import { weightDomain } from './domain.ts';
import type { Domain } from './domain.ts';
import type { LossColumns } from './define-loss.ts';
import { isMatrix, toColumn } from './input.ts';
import type { ClassMatrix, InputColumn, Numbers } from './input.ts';

/** What goes with target and prediction, by name. */
export type GivenColumns = Readonly<Record<string, Numbers | ClassMatrix | string | undefined>>;

/** The names of what may go with target and prediction. */
function namesBeside(domains: LossColumns): string {
  const extra = Object.keys(domains).filter((role) => role !== 'target' && role !== 'prediction');
  return ['weights', ...extra].join(' or ');
}

/** Columns by role that have the same rows. */
export interface Table {
  readonly columns: Columns;
  readonly rows: number;
}

function inputOf(values: GivenColumns[string], domain: Domain, role: string): InputColumn {
  if (values !== undefined && typeof values !== 'string') return toColumn(values, domain, role);
  throw new LossError({
    code: 'E_LENGTH_MISMATCH',
    place: role,
    expected: domain.shape === 'row' ? 'one number per row' : 'a class matrix',
    got: values === undefined ? 'none' : 'a text',
  });
}

/**
 * The columns of a loss from arrays.
 * @param outputs  whether two matrices are taken where numbers are wanted: several outputs of each row
 * @throws E_LENGTH_MISMATCH if they differ in their number of rows, or one is not given; E_VALUE for one that the loss
 *         does not know; what `toColumn` throws
 */
export function toTable(
  domains: LossColumns,
  target: Numbers | ClassMatrix,
  prediction: Numbers | ClassMatrix,
  { weights, ...others }: GivenColumns = {},
  outputs: boolean = false,
): Table {
  const given: GivenColumns = { ...others, target, prediction };
  // A mean's options say how to sum, too.
  const unknown = Object.keys(others).find((name) => name !== 'sum' && !(name in domains));
  if (unknown !== undefined) {
    throw new LossError({ code: 'E_VALUE', expected: namesBeside(domains), got: unknown });
  }
  const several = outputs && isMatrix(target) && isMatrix(prediction);
  const wanted = (domain: Domain): Domain => (several ? { ...domain, shape: 'matrix' } : domain);
  const inputs = Object.entries(domains).map(([role, domain]): [role: string, input: InputColumn] => [
    role,
    inputOf(given[role], wanted(domain), role),
  ]);
  if (weights !== undefined) inputs.push([weightRole, inputOf(weights, weightDomain, weightRole)]);
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
