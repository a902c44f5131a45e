// What the operations over the classes of a row compute and their derivatives.
import { big, minus, over, plus, squareRoot, times, toDouble } from '../math/big-float.ts';
import type { Binary } from '../math/exact.ts';
import { exactExpOf, exactLogOf } from '../math/oracle.ts';
import { exactKlDiv } from '../math/special-oracle.ts';
import { dual, given, isLess, isZero, number } from './dual.ts';
import type { Dual, Part } from './dual.ts';

type Row = readonly Dual[];
/** A rule for all classes of a row; a number of the row is a list of one. */
export type ClassRule = (inputs: readonly Row[], classes: number) => Row;

const zero = given(0);
const first = (row: Row = []): Dual => row[0] ?? zero;

/** e^xⱼ/Σ e^x */
function shares(x: Row): readonly Binary[] {
  const powers = x.map(({ value }) => exactExpOf(value));
  const sum = plus(...powers);
  return powers.map((power) => over(power, sum));
}

/** How far a power of e of what lies between the number and the largest may be off: as many units as that is. */
function farOff(x: Row): readonly number[] {
  const largest = Math.max(...x.map(number));
  return shares(x).map((share, i) => toDouble(share) * (largest - number(x[i] ?? zero)));
}

function softmax(x: Row): Row {
  const [p, off] = [shares(x), farOff(x)];
  return p.map((own, j) =>
    dual(
      own,
      [() => own, x[j] ?? zero, off[j]],
      ...x.map((input, i): Part => [() => times(-1, own, p[i] ?? 0), input, (off[i] ?? 0) + (off[j] ?? 0)]),
    ),
  );
}

function logSoftmax(x: Row): Row {
  const [p, off] = [shares(x), farOff(x)];
  return x.map((own, j) =>
    dual(
      exactLogOf(p[j] ?? big(1)),
      [() => 1, own],
      ...x.map((input, i): Part => [() => times(-1, p[i] ?? 0), input, off[i]]),
    ),
  );
}

function length(x: Row): Binary {
  return squareRoot(plus(...x.map(({ value }) => times(value, value))));
}

function rowNorm(x: Row): Dual {
  const norm = length(x);
  return dual(norm, ...x.map((input): Part => [() => over(input.value, norm), input]));
}

/** Zeros stay zeros, and do not move. */
function unitVector(x: Row): Row {
  if (x.every(isZero)) return x.map(() => zero);
  const norm = length(x);
  return x.map((own) => {
    const across = (input: Dual) => (): Binary =>
      times(-1, over(over(times(own.value, input.value), norm), times(norm, norm)));
    return dual(
      over(own.value, norm),
      [() => over(1, norm), own],
      ...x.map((input): Part => [across(input), input]),
    );
  });
}

/** Σ y·ln(y/q), as Σ (y·ln(y/q) − y + q) + Σ (y − q). */
function relativeEntropy(y: Row, q: Row): Dual {
  const pairs = y.flatMap((own, j): [Dual, Dual][] => (isZero(own) ? [] : [[own, q[j] ?? zero]]));
  const terms = pairs.map(([a, b]) => plus(exactKlDiv(a.value, b.value), a.value, times(-1, b.value)));
  const moving = pairs.flatMap(([a, b]): Part[] => [
    [() => 1, a],
    [() => minus(exactLogOf(a.value), exactLogOf(b.value)), a],
    [() => times(-1, over(a.value, b.value)), b],
  ]);
  return dual(plus(0, ...terms), ...moving);
}

function maxOfOthers(x: Row, label: number): Dual {
  const others = x.filter((_, j) => j !== label);
  // Of equals the first moves the result.
  const largest = others.reduce((a, b) => (isLess(a, b) ? b : a));
  return dual(largest.value, [() => 1, largest]);
}

function rankOfLabel(x: Row, label: number): Dual {
  const own = x[label] ?? zero;
  const before = x.filter((other, j) => isLess(own, other) || (j < label && !isLess(other, own)));
  return given(before.length);
}

export const classRules: Readonly<Record<string, ClassRule>> = {
  rowSum: ([x = []]) => [
    dual(plus(0, ...x.map(({ value }) => value)), ...x.map((input): Part => [() => 1, input])),
  ],
  pick: ([x = [], label]) => [x[number(first(label))] ?? zero],
  scatter: ([x, label], classes) =>
    Array.from({ length: classes }, (_, j) => (j === number(first(label)) ? first(x) : zero)),
  softmax: ([x = []]) => softmax(x),
  logSoftmax: ([x = []]) => logSoftmax(x),
  rowNorm: ([x = []]) => [rowNorm(x)],
  unitVector: ([x = []]) => unitVector(x),
  relativeEntropy: ([y = [], q = []]) => [relativeEntropy(y, q)],
  maxOfOthers: ([x = [], label]) => [maxOfOthers(x, number(first(label)))],
  rankOfLabel: ([x = [], label]) => [rankOfLabel(x, number(first(label)))],
};
