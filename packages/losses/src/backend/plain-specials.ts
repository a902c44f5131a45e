import {
  digamma,
  expm1,
  hypot,
  jsDiv,
  klDiv,
  lgamma,
  log1pDifference,
  log1pmx,
  logCosh,
  pow,
  tanh,
  unitDeviance,
} from '../math/index.ts';
import type { BlockOperation } from './backend.ts';

const nothing = new Float64Array(0);

// Functions that cost many times what the call of one does: a loop for all is as fast as one for each.
const unary =
  (f: (x: number) => number): BlockOperation =>
  (out, [x = nothing], length) => {
    for (let i = 0; i < length; i++) out[i] = f(x[i]!);
  };

const binary =
  (f: (a: number, b: number) => number): BlockOperation =>
  (out, [a = nothing, b = nothing], length) => {
    for (let i = 0; i < length; i++) out[i] = f(a[i]!, b[i]!);
  };

/** Loops over the functions of `math` that have no loop of their own. */
export const plainSpecials = {
  digamma: unary(digamma),
  expm1: unary(expm1),
  hypot: binary(hypot),
  jsDiv: binary(jsDiv),
  klDiv: binary(klDiv),
  lgamma: unary(lgamma),
  log1pDifference: binary(log1pDifference),
  log1pmx: unary(log1pmx),
  logCosh: unary(logCosh),
  pow: binary(pow),
  tanh: unary(tanh),
  unitDeviance: (out, [y = nothing, mu = nothing, power = nothing], length) => {
    for (let i = 0; i < length; i++) out[i] = unitDeviance(y[i]!, mu[i]!, power[i]!);
  },
} as const satisfies Readonly<Record<string, BlockOperation>>;
