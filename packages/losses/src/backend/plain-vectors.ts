import { klDiv, scaleOf } from '../math/index.ts';
import type { BlockOperation } from './backend.ts';

const nothing = new Float64Array(0);

/** Where the first maximum of the classes but `label` stands; −1 if there is no other, or no such label. */
function argmaxOfOthers(x: Float64Array, from: number, classes: number, label: number): number {
  if (!(label >= 0 && label < classes)) return -1;
  let at = -1;
  for (let j = 0; j < classes; j++) {
    if (j !== label && (at < 0 || x[from + j]! > x[from + at]!)) at = j;
  }
  return at;
}

function maxOfOthers(x: Float64Array, from: number, classes: number, label: number): number {
  const at = argmaxOfOthers(x, from, classes, label);
  return at < 0 ? NaN : x[from + at]!;
}

/** How many classes come before the label's: those of a greater score, and of equal ones those of a lower index. */
function rankOfLabel(x: Float64Array, from: number, classes: number, label: number): number {
  if (!(label >= 0 && label < classes)) return NaN;
  const own = x[from + label]!;
  let rank = 0;
  for (let j = 0; j < classes; j++) if (x[from + j]! > own || (x[from + j] === own && j < label)) rank++;
  return rank;
}

/** A power of two that brings the squares of a row into range, exactly. */
function scaleOfRow(x: Float64Array, from: number, classes: number): number {
  let largest = 0;
  for (let j = from; j < from + classes; j++) if (Math.abs(x[j]!) > largest) largest = Math.abs(x[j]!);
  return scaleOf(largest);
}

function normOfScaled(x: Float64Array, from: number, classes: number, scale: number): number {
  let squares = 0;
  for (let j = from; j < from + classes; j++) squares += x[j]! * scale * (x[j]! * scale);
  return Math.sqrt(squares);
}

/** Σ y·ln(y/q), as Σ (y·ln(y/q) − y + q) + Σ (y − q), which cancels less; classes with y = 0 have no part in it. */
function relativeEntropy(y: Float64Array, q: Float64Array, from: number, classes: number): number {
  let divergences = 0;
  let excess = 0;
  for (let j = from; j < from + classes; j++) {
    if (y[j] === 0) continue;
    divergences += klDiv(y[j]!, q[j]!);
    excess += y[j]! - q[j]!;
  }
  return divergences + excess;
}

const perLabel =
  (f: (x: Float64Array, from: number, classes: number, label: number) => number): BlockOperation =>
  (out, [x = nothing, label = nothing], length, classes) => {
    for (let i = 0, row = 0; i < length; i++, row += classes) out[i] = f(x, row, classes, label[i]!);
  };

/** Loops over rows of class matrices that have no kernel: a row of few numbers leaves little to gain. */
export const plainVectors = {
  argmaxOfOthers: perLabel(argmaxOfOthers),
  maxOfOthers: perLabel(maxOfOthers),
  rankOfLabel: perLabel(rankOfLabel),
  relativeEntropy: (out, [y = nothing, q = nothing], length, classes) => {
    for (let i = 0, row = 0; i < length; i++, row += classes) out[i] = relativeEntropy(y, q, row, classes);
  },
  rowNorm: (out, [x = nothing], length, classes) => {
    for (let i = 0, row = 0; i < length; i++, row += classes) {
      const scale = scaleOfRow(x, row, classes);
      out[i] = normOfScaled(x, row, classes, scale) / scale;
    }
  },
  /** A vector of zeros stays one. */
  unitVector: (out, [x = nothing], length, classes) => {
    for (let row = 0; row < length; row += classes) {
      const scale = scaleOfRow(x, row, classes);
      const norm = normOfScaled(x, row, classes, scale);
      for (let j = row; j < row + classes; j++) out[j] = norm === 0 ? 0 : (x[j]! * scale) / norm;
    }
  },
} as const satisfies Readonly<Record<string, BlockOperation>>;
