import fc from 'fast-check';
import { tasks } from '@offmark/losses';
import type { Domain, Loss } from '@offmark/losses';
import { arbitraryRows, numbersOfRow } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';

/** From 1e-15 to 1e-3 in size, of either sign: how far a number is off, as a share of it. */
const share = fc
  .tuple(fc.double({ min: -15, max: -3, noNaN: true }), fc.boolean())
  .map(([power, up]) => (up ? 1 : -1) * 10 ** power);

type Numbers = readonly number[];

/** A number that far off; of 0 the share itself, and of 1 what is left, as a probability has it. */
function near(y: number, off: number, whole: boolean): number {
  if (y === 0) return Math.abs(off);
  return whole && y === 1 ? 1 - Math.abs(off) : y * (1 + off);
}

const log = (y: number, off: number): number => (y === 0 ? Math.log(Math.abs(off)) : Math.log(y) * (1 + off));

/** Log-odds that are as sure as the label, but for the share. */
function logOdds(y: number, off: number): number {
  const sure = -Math.log(Math.abs(off));
  return y === 1 ? sure : y === 0 ? -sure : Math.log(y / (1 - y)) * (1 + off);
}

/** A row's prediction that is all but what its target asks for. */
function predictionNear({ target, prediction }: Loss['columns'], y: Numbers, off: Numbers): Numbers {
  const [first = 0] = y;
  const [share = 0] = off;
  const bySide = (yes: (j: number) => number, no: (j: number) => number): Numbers =>
    off.map((_, j) => (j === first ? yes(j) : no(j)));
  const rest = Math.abs(share) / (off.length - 1);
  switch (prediction) {
    case tasks.labelScores.prediction:
      return bySide(
        (j) => 1 + (off[j] ?? 0),
        (j) => off[j] ?? 0,
      );
    case tasks.signs.prediction:
      return [(first > 0 ? 1 : -1) * (1 + share)];
    case tasks.binaryLogits.prediction:
      return [logOdds(first, share)];
    case tasks.logCounts.prediction:
      return [log(first, share)];
    case tasks.labelLogits.prediction:
      if (!target.label) return y.map((p, j) => log(p, off[j] ?? 0));
      return bySide(
        () => -Math.log(rest),
        (j) => off[j] ?? 0,
      );
    default:
      break;
  }
  if (target.label)
    return bySide(
      () => 1 - Math.abs(share),
      () => rest,
    );
  return y.map((value, j) => near(value, off[j] ?? 0, prediction.high === 1));
}

/** The same with its first number moved so that the sum is that of the target again, but for rounding. */
function balanced(prediction: Numbers, target: Numbers): Numbers {
  const excess = prediction.reduce((sum, q, j) => sum + (q - (target[j] ?? 0)), 0);
  return prediction.map((q, j) => (j === 0 && q > excess ? Math.min(1, q - excess) : q));
}

const columnOf = (values: Numbers, { shape }: Domain): number[] | number[][] =>
  shape === 'matrix' ? [[...values]] : [...values];

/** A target as it is drawn, or certain, where it may be; above 0 where predictions are. */
function targetOf({ target, prediction }: Loss['columns'], drawn: Numbers, sure: number): Numbers {
  const certain = target.low === 0 && target.high === 1 && sure < 2;
  return drawn.map((y, j) => (certain ? Number(j === sure) : prediction.low > 0 ? Math.abs(y) : y));
}

/** One row of which the prediction is all but the target. */
export function nearRow({ columns }: Loss): fc.Arbitrary<Rows> {
  const offs = fc.array(share, { minLength: 5, maxLength: 5 });
  const { target, prediction } = columns;
  const isWide = target.label || target.shape === 'matrix';
  return fc
    .tuple(arbitraryRows({ columns }, 1, 1), offs, fc.integer({ min: 0, max: 5 }))
    .map(([{ others, weights, classes, ...rows }, off, sure]) => {
      const y = targetOf(columns, numbersOfRow(rows.target, 0), sure);
      const freely = predictionNear(columns, y, off.slice(0, isWide ? classes : 1));
      const evenly = prediction.sumsToOne && target.sumsToOne && sure % 2 === 0;
      return {
        others,
        weights,
        classes,
        target: columnOf(y, target),
        prediction: columnOf(evenly ? balanced(freely, y) : freely, prediction),
      };
    });
}
