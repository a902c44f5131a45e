import fc from 'fast-check';
import type { ClassMatrix, Domain, Measure, Numbers } from '@offmark/losses';

/** Rows that a loss accepts. */
export interface Rows {
  readonly target: Numbers | ClassMatrix;
  readonly prediction: Numbers | ClassMatrix;
  /** The columns beside those two. */
  readonly others: Readonly<Record<string, number[]>>;
  readonly weights: number[];
  readonly classes: number;
}

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });

function distribution(classes: number): fc.Arbitrary<number[]> {
  return fc.array(probability, { minLength: classes, maxLength: classes }).map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((p) => p / sum);
  });
}

/** Numbers of a domain, well inside its limits. */
function numbers({ low, high, shape }: Domain): fc.Arbitrary<number> {
  if (low === 0 && high === 1) return probability;
  const any = fc.double({ min: low > -2 ? low + 0.01 : -50, max: Math.min(high, 50), noNaN: true });
  // Zeros, but nothing so small that a step of differences dwarfs it.
  // A vector of zeros is a point without a gradient.
  return any.map((x) => (Math.abs(x) >= 0.01 ? x : shape === 'matrix' ? 1 : 0));
}

function column(domain: Domain, rows: number, classes: number): fc.Arbitrary<number[] | number[][]> {
  const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(one, { minLength: rows, maxLength: rows });
  if (domain.label) return many(fc.integer({ min: 0, max: classes - 1 }));
  if (domain.whole) return many(fc.integer({ min: domain.low, max: domain.high }));
  if (domain.shape === 'matrix') {
    const row = fc.array(numbers(domain), { minLength: classes, maxLength: classes });
    return many(domain.sumsToOne ? distribution(classes) : row);
  }
  return many(numbers(domain));
}

/** The columns of a loss beside target and prediction: a number per row each. */
function otherColumns(loss: Pick<Measure, 'columns'>, rows: number): Record<string, fc.Arbitrary<number[]>> {
  const roles = Object.entries<Domain>(loss.columns).filter(
    ([role]) => role !== 'target' && role !== 'prediction',
  );
  return Object.fromEntries(
    roles.map(([role, domain]) => [role, fc.array(numbers(domain), { minLength: rows, maxLength: rows })]),
  );
}

/** Rows [from, to) of the columns beside target and prediction. */
export function sliceOthers(others: Rows['others'], from: number, to: number): Rows['others'] {
  return Object.fromEntries(Object.entries(others).map(([role, values]) => [role, values.slice(from, to)]));
}

/** Rows for a loss, between `least` and `most` of them. */
export function arbitraryRows(
  { columns }: Pick<Measure, 'columns'>,
  least: number,
  most: number,
): fc.Arbitrary<Rows> {
  return fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 2, max: 5 }))
    .chain(([rows, classes]) =>
      fc.record({
        target: column(columns.target, rows, classes),
        prediction: column(columns.prediction, rows, classes),
        others: fc.record(otherColumns({ columns }, rows)),
        weights: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), {
          minLength: rows,
          maxLength: rows,
        }),
        classes: fc.constant(classes),
      }),
    );
}

/** The numbers of a row: a number is a list of one. */
export function numbersOfRow(values: Numbers | ClassMatrix, row: number): readonly number[] {
  if ('classes' in values) throw new TypeError('the rows here are arrays');
  const value = values[row];
  return typeof value === 'object' ? Array.from(value, Number) : [Number(value)];
}

/** Rows [from, to) of a column. */
export function sliceRows(values: Numbers | ClassMatrix, from: number, to: number): Numbers | ClassMatrix {
  if ('classes' in values) throw new TypeError('the rows here are arrays');
  return values.slice(from, to);
}
