import { log1p, stepPower } from '../math/index.ts';
import type { Backend, BlockOperation, LogitFactors } from './backend.ts';
import { asFloat32, asFloat64, asInt32, asUint8 } from './plain-views.ts';
import type { View } from './plain-views.ts';
import { argmax, othersSum } from './row-maximum.ts';

/** Between these sums of powers, what lies beyond the range of `stepPower` is less than rounding, and odds are normal. */
const leastPowers = 2 ** -864;
const mostPowers = 2 ** 432;
const leastPower = 2 ** -432;

const nothing = new Float64Array(0);

type Logits = Float32Array | Float64Array;

/**
 * The odds against class k of a row, Σ e^xⱼ over the other classes over e^xₖ: the loss is ln(1 + odds). NaN where they
 * would not be right: where a sum of powers is out of bounds or a NaN among them, and where k is no class.
 * Error bound: 5.3 ulp, and that of a sum of classes/2 positive numbers.
 */
function oddsAgainst(k: number, x: Logits, row: number, classes: number): number {
  if (!(k >= 0 && k < classes && Number.isInteger(k))) return NaN;
  let [even, odd] = [0, 0];
  for (let j = 0; j < classes; j += 2) if (j !== k) even += stepPower(x[row + j]!);
  for (let j = 1; j < classes; j += 2) if (j !== k) odd += stepPower(x[row + j]!);
  const others = even + odd;
  const own = stepPower(x[row + k]!);
  const plain = others >= leastPowers && others <= mostPowers && own >= leastPower && own <= mostPowers;
  return plain ? others / own : NaN;
}

/** What rounding takes from 1 + odds, over it. */
function lostOf(odds: number): number {
  const factor = 1 + odds;
  const added = factor - 1;
  return (1 - (factor - added) + (odds - added)) / factor;
}

/** ln softmax(x)ₖ from the maximum, for any row; NaN where k is no class. */
function logSoftmaxAt(k: number, x: Float64Array, row: number, classes: number): number {
  if (!(k >= 0 && k < classes)) return NaN;
  const at = argmax(x, row, classes);
  return x[row + k]! - x[at]! - log1p(othersSum(x, at, row, classes));
}

/** ln softmax(x)ₖ, a row's logits being x. */
export const pickLogSoftmax: BlockOperation = (out, inputs, length, classes) => {
  const [x = nothing, label = nothing] = inputs;
  for (let i = 0, row = 0; i < length; i++, row += classes) {
    const odds = oddsAgainst(label[i]!, x, row, classes);
    out[i] = Number.isNaN(odds) ? logSoftmaxAt(label[i]!, x, row, classes) : 0 - log1p(odds);
  }
};

export const odds: BlockOperation = (out, inputs, length, classes) => {
  const [x = nothing, label = nothing] = inputs;
  for (let i = 0, row = 0; i < length; i++, row += classes) out[i] = oddsAgainst(label[i]!, x, row, classes);
};

/** 1 + odds; 1 where there are none. */
export const oddsFactor: BlockOperation = (out, inputs, length) => {
  const [odds = nothing] = inputs;
  for (let i = 0; i < length; i++) out[i] = Number.isNaN(odds[i]) ? 1 : 1 + odds[i]!;
};

/** What a factor lacks: what rounding took from it, or all of the loss where there are no odds. */
export const oddsRest: BlockOperation = (out, inputs, length, classes) => {
  const [odds = nothing, x = nothing, label = nothing] = inputs;
  for (let i = 0, row = 0; i < length; i++, row += classes) {
    out[i] = Number.isNaN(odds[i]) ? 0 - logSoftmaxAt(label[i]!, x, row, classes) : lostOf(odds[i]!);
  }
};

/** Straight from columns of labels and logits. */
const fromColumns =
  (labelsOf: View, logitsOf: (data: Uint8Array, from: number, length: number) => Logits): LogitFactors =>
  ({ factors, rests }, labels, logits, from, rows, classes) => {
    const k = labelsOf(labels, from, rows);
    const x = logitsOf(logits, from * classes, rows * classes);
    for (let i = 0; i < rows; i++) {
      const odds = oddsAgainst(k[i]!, x, i * classes, classes);
      if (Number.isNaN(odds)) return false;
      factors[i] = 1 + odds;
      rests[i] = lostOf(odds);
    }
    return true;
  };

export const plainLogitFactors: Backend['logitFactors'] = {
  'int32,float32': fromColumns(asInt32, asFloat32),
  'int32,float64': fromColumns(asInt32, asFloat64),
  'uint8,float32': fromColumns(asUint8, asFloat32),
  'uint8,float64': fromColumns(asUint8, asFloat64),
};
