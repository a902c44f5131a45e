import type { Aggregate, Column, Expression, Operand } from './expression.ts';
import { toExpression } from './expression.ts';

// Nodes over all rows: what the formula of a metric is written with. No block program computes them; the tests do.

function aggregate(name: Aggregate['name'], of: Expression): Expression<'scalar' | 'class'> {
  return { kind: 'aggregate', shape: of.shape === 'matrix' ? 'class' : 'scalar', name, of };
}

/** The sum over all rows, each times its weight; of a matrix, that of each class. */
export const sumOfRows = (of: Operand): Expression<'scalar' | 'class'> => aggregate('sum', toExpression(of));

/** The mean over all rows, by their weights; of a matrix, that of each class. */
export const meanOfRows = (of: Operand): Expression<'scalar' | 'class'> =>
  aggregate('mean', toExpression(of));

/** The largest of all rows, or of all classes of what is one number per class. */
export const largestOf = (of: Expression): Expression<'scalar' | 'class'> => aggregate('max', of);

/** A number of each row that only formulas name: what it is stands beside them. */
export const derivedColumn = (role: string, symbol: string): Column<'row'> => ({
  kind: 'column',
  shape: 'row',
  role,
  symbol,
});
