import { truthOf } from './truth.ts';
import type { Arithmetic, Comparator } from './where-syntax.ts';

type NumberLoop = (out: Float64Array, a: Float64Array, b: Float64Array, count: number) => void;
type ComparisonLoop = (out: Uint8Array, a: Float64Array, b: Float64Array, count: number) => void;

/** In double precision, as IEEE has it: a division by 0 is infinite or NaN. */
export const arithmeticLoops: Readonly<Record<Arithmetic, NumberLoop>> = {
  '+': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! + b[i]!;
  },
  '-': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! - b[i]!;
  },
  '*': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! * b[i]!;
  },
  '/': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! / b[i]!;
  },
};

/** As IEEE has it: beside NaN, only != is true. */
export const comparisonLoops: Readonly<Record<Comparator, ComparisonLoop>> = {
  '==': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i] === b[i]);
  },
  '!=': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i] !== b[i]);
  },
  '<': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i]! < b[i]!);
  },
  '<=': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i]! <= b[i]!);
  },
  '>': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i]! > b[i]!);
  },
  '>=': (out, a, b, count) => {
    for (let i = 0; i < count; i++) out[i] = truthOf(a[i]! >= b[i]!);
  },
};
