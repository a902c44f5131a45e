import type { OperationName } from '../expression/operation.ts';
import { exp, log, log1p } from '../math/index.ts';
import { plainSpecials } from './plain-specials.ts';
import { plainVectors } from './plain-vectors.ts';
import type { BlockOperation } from './backend.ts';
import { odds, oddsFactor, oddsRest, pickLogSoftmax } from './plain-odds.ts';
import { argmax, othersSum } from './row-maximum.ts';

type Unary = (out: Float64Array, x: Float64Array, length: number, classes: number) => void;
type Binary = (out: Float64Array, a: Float64Array, b: Float64Array, length: number, classes: number) => void;

const nothing = new Float64Array(0);

const unary =
  (run: Unary): BlockOperation =>
  (out, inputs, length, classes) =>
    run(out, inputs[0] ?? nothing, length, classes);

const binary =
  (run: Binary): BlockOperation =>
  (out, inputs, length, classes) =>
    run(out, inputs[0] ?? nothing, inputs[1] ?? nothing, length, classes);

const logSoftmax: Unary = (out, x, length, classes) => {
  for (let row = 0; row < length; row += classes) {
    const at = argmax(x, row, classes);
    const maximum = x[at]!;
    const rest = log1p(othersSum(x, at, row, classes));
    for (let j = row; j < row + classes; j++) out[j] = x[j]! - maximum - rest;
  }
};

const softmax: Unary = (out, x, length, classes) => {
  for (let row = 0; row < length; row += classes) {
    let maximum = x[row]!;
    for (let j = row + 1; j < row + classes; j++) if (x[j]! > maximum) maximum = x[j]!;
    let sum = 0;
    for (let j = row; j < row + classes; j++) {
      out[j] = exp(x[j]! - maximum);
      sum += out[j]!;
    }
    for (let j = row; j < row + classes; j++) out[j] = out[j]! / sum;
  }
};

/** A label that is no class of the row gives NaN; the rules of the rows see to it that such a row is not used. */
const pick: Binary = (out, values, label, length, classes) => {
  for (let i = 0; i < length; i++) {
    const k = label[i]!;
    out[i] = k >= 0 && k < classes ? values[i * classes + k]! : NaN;
  }
};

function logAbove(p: number, floor: number): number {
  return log(p < floor ? floor : p);
}

function log1pAbove(x: number, floor: number): number {
  return 1 + x < floor ? log(floor) : log1p(x);
}

/** What a row's factor lacks: the rounding error of 1 − p, or the whole loss of a label between 0 and 1. */
function bernoulliRest(y: number, p: number, floor: number): number {
  if (y === 1) return 0;
  if (y !== 0) return 0 - (y * logAbove(p, floor) + (1 - y) * log1pAbove(0 - p, floor));
  const factor = 1 - p;
  const lost = 1 - factor - p;
  return factor < floor || lost === 0 ? 0 : 0 - lost / factor;
}

function bernoulliFactor(y: number, p: number, floor: number): number {
  if (y !== 0 && y !== 1) return 1;
  const factor = y === 1 ? p : 1 - p;
  return factor < floor ? floor : factor;
}

/** The plain backend's loops. Every one is written out, so that the engine sees one kind of number in each. */
export const plainOperations: Readonly<Record<OperationName, BlockOperation>> = {
  ...plainSpecials,
  ...plainVectors,
  abs: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.abs(x[i]!);
  }),
  add: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! + b[i]!;
  }),
  bernoulliFactor: (out, inputs, length) => {
    const [y = nothing, p = nothing, floor = nothing] = inputs;
    for (let i = 0; i < length; i++) out[i] = bernoulliFactor(y[i]!, p[i]!, floor[i]!);
  },
  bernoulliRest: (out, inputs, length) => {
    const [y = nothing, p = nothing, floor = nothing] = inputs;
    for (let i = 0; i < length; i++) out[i] = bernoulliRest(y[i]!, p[i]!, floor[i]!);
  },
  broadcast: unary((out, x, length, classes) => {
    for (let i = 0, j = 0; j < length; i++) for (const end = j + classes; j < end; j++) out[j] = x[i]!;
  }),
  clampedLog: binary((out, p, floor, length) => {
    for (let i = 0; i < length; i++) out[i] = logAbove(p[i]!, floor[i]!);
  }),
  clampedLog1p: binary((out, x, floor, length) => {
    for (let i = 0; i < length; i++) out[i] = log1pAbove(x[i]!, floor[i]!);
  }),
  div: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! / b[i]!;
  }),
  exp: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = exp(x[i]!);
  }),
  floorAt: binary((out, x, floor, length) => {
    for (let i = 0; i < length; i++) out[i] = x[i]! < floor[i]! ? floor[i]! : x[i]!;
  }),
  less: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  }),
  lessOrEqual: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  }),
  log1p: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = log1p(x[i]!);
  }),
  logSoftmax: unary(logSoftmax),
  max: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.max(a[i]!, b[i]!);
  }),
  min: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.min(a[i]!, b[i]!);
  }),
  mul: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! * b[i]!;
  }),
  neg: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = 0 - x[i]!;
  }),
  odds,
  oddsFactor,
  oddsRest,
  pick: binary(pick),
  pickLogSoftmax,
  quotient: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i] === 0 ? 0 : a[i]! / b[i]!;
  }),
  relu: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.max(0, x[i]!);
  }),
  rowSum: unary((out, x, length, classes) => {
    for (let i = 0, j = 0; i < length; i++) {
      let sum = 0;
      for (const end = j + classes; j < end; j++) sum += x[j]!;
      out[i] = sum;
    }
  }),
  scatter: binary((out, x, label, length, classes) => {
    for (let i = 0, j = 0; j < length; i++) {
      for (let k = 0; k < classes; k++, j++) out[j] = k === label[i]! ? x[i]! : 0;
    }
  }),
  select: (out, inputs, length) => {
    const [condition = nothing, a = nothing, b = nothing] = inputs;
    for (let i = 0; i < length; i++) out[i] = condition[i] === 0 ? b[i]! : a[i]!;
  },
  sigmoid: unary((out, x, length) => {
    for (let i = 0; i < length; i++) {
      const e = exp(-Math.abs(x[i]!));
      out[i] = (x[i]! < 0 ? e : 1) / (1 + e);
    }
  }),
  sign: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = x[i]! > 0 ? 1 : x[i]! < 0 ? -1 : x[i]!;
  }),
  softmax: unary(softmax),
  softplus: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.max(x[i]!, 0) + log1p(exp(-Math.abs(x[i]!)));
  }),
  sqrt: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = Math.sqrt(x[i]!);
  }),
  square: unary((out, x, length) => {
    for (let i = 0; i < length; i++) out[i] = x[i]! * x[i]!;
  }),
  sub: binary((out, a, b, length) => {
    for (let i = 0; i < length; i++) out[i] = a[i]! - b[i]!;
  }),
  weigh: binary((out, w, x, length) => {
    for (let i = 0; i < length; i++) out[i] = w[i] === 0 ? 0 : w[i]! * x[i]!;
  }),
  weighClampedLog: (out, inputs, length) => {
    const [w = nothing, p = nothing, floor = nothing] = inputs;
    for (let i = 0; i < length; i++) out[i] = w[i] === 0 ? 0 : w[i]! * logAbove(p[i]!, floor[i]!);
  },
  weighClampedLog1p: (out, inputs, length) => {
    const [w = nothing, x = nothing, floor = nothing] = inputs;
    for (let i = 0; i < length; i++) out[i] = w[i] === 0 ? 0 : w[i]! * log1pAbove(x[i]!, floor[i]!);
  },
};
