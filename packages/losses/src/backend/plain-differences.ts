import type { Backend } from './backend.ts';
import { asFloat32, asFloat64 } from './plain-views.ts';

/** a − b straight from two columns of one type; f32 is exact as f64, so that the bits are those of casting first. */
export const plainDifferences: Backend['differences'] = {
  float32: (out, a, b, from, length) => {
    const [x, y] = [asFloat32(a, from, length), asFloat32(b, from, length)];
    for (let i = 0; i < length; i++) out[i] = x[i]! - y[i]!;
  },
  float64: (out, a, b, from, length) => {
    const [x, y] = [asFloat64(a, from, length), asFloat64(b, from, length)];
    for (let i = 0; i < length; i++) out[i] = x[i]! - y[i]!;
  },
};

/** (a − b)² likewise. */
export const plainSquaredDifferences: Backend['squaredDifferences'] = {
  float32: (out, a, b, from, length) => {
    const [x, y] = [asFloat32(a, from, length), asFloat32(b, from, length)];
    for (let i = 0; i < length; i++) out[i] = (x[i]! - y[i]!) * (x[i]! - y[i]!);
  },
  float64: (out, a, b, from, length) => {
    const [x, y] = [asFloat64(a, from, length), asFloat64(b, from, length)];
    for (let i = 0; i < length; i++) out[i] = (x[i]! - y[i]!) * (x[i]! - y[i]!);
  },
};
