import fc from 'fast-check';
import type { ClassMatrix, Domain, Measure, Numbers } from '@offmark/losses';

/** Rows that a loss accepts. */
export interface Rows {
  readonly target: Numbers | ClassMatrix;
  readonly prediction: Numbers | ClassMatrix;
  readonly weights: number[];
  readonly classes: number;
}

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const real = fc.double({ min: -50, max: 50, noNaN: true });
const above = (low: number) => fc.double({ min: Math.max(-50, low), max: 50, noNaN: true });

function distribution(classes: number): fc.Arbitrary<number[]> {
  return fc.array(probability, { minLength: classes, maxLength: classes }).map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((p) => p / sum);
  });
}

function column(domain: Domain, rows: number, classes: number): fc.Arbitrary<number[] | number[][]> {
  const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(one, { minLength: rows, maxLength: rows });
  if (domain.label) return many(fc.integer({ min: 0, max: classes - 1 }));
  if (domain.shape === 'matrix') {
    const logits = fc.array(real, { minLength: classes, maxLength: classes });
    return many(domain.sumsToOne ? distribution(classes) : logits);
  }
  return many(domain.high === 1 ? probability : above(domain.low));
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
        weights: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), {
          minLength: rows,
          maxLength: rows,
        }),
        classes: fc.constant(classes),
      }),
    );
}

/** Rows [from, to) of a column. */
export function sliceRows(values: Numbers | ClassMatrix, from: number, to: number): Numbers | ClassMatrix {
  if ('classes' in values) throw new TypeError('the rows here are arrays');
  return values.slice(from, to);
}
