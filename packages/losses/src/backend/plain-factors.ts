import type { Backend, BernoulliFactors, LabelFactors } from './backend.ts';
import { asFloat32, asFloat64, asInt32, asUint8 } from './plain-views.ts';
import type { View } from './plain-views.ts';

/** Products are of factors from this on. */
const leastFactor = 2 ** -1000;

/** A loop for each pair of types, so that the engine sees one kind of number in each. */
const fromFloat32: BernoulliFactors = ({ factors }, labels, probabilities, from, length, floor) => {
  const y = asFloat32(labels, from, length);
  const p = asFloat32(probabilities, from, length);
  const least = Math.max(floor, leastFactor);
  for (let i = 0; i < length; i++) {
    const [label, x] = [y[i]!, p[i]!];
    const factor = label === 1 ? x : 1 - x;
    const exact = label === 1 || (label === 0 && 1 - factor === x);
    if (!(exact && factor >= least && factor <= 1)) return false;
    factors[i] = factor;
  }
  return true;
};

const fromFloat64: BernoulliFactors = ({ factors, rests }, labels, probabilities, from, length, floor) => {
  const y = asFloat64(labels, from, length);
  const p = asFloat64(probabilities, from, length);
  const least = Math.max(floor, leastFactor);
  for (let i = 0; i < length; i++) {
    const [label, x] = [y[i]!, p[i]!];
    const factor = label === 1 ? x : 1 - x;
    const hard = label === 1 || label === 0;
    if (!(hard && x >= 0 && x <= 1 && factor >= least)) return false;
    factors[i] = factor;
    rests[i] = label === 1 ? 0 : 0 - (1 - factor - x) / factor;
  }
  return true;
};

const fromUint8AndFloat32: BernoulliFactors = ({ factors }, labels, probabilities, from, length, floor) => {
  const y = asUint8(labels, from, length);
  const p = asFloat32(probabilities, from, length);
  const least = Math.max(floor, leastFactor);
  for (let i = 0; i < length; i++) {
    const [label, x] = [y[i]!, p[i]!];
    const factor = label === 1 ? x : 1 - x;
    const exact = label === 1 || (label === 0 && 1 - factor === x);
    if (!(exact && factor >= least && factor <= 1)) return false;
    factors[i] = factor;
  }
  return true;
};

export const plainBernoulliFactors: Backend['bernoulliFactors'] = {
  'float32,float32': fromFloat32,
  'float64,float64': fromFloat64,
  'uint8,float32': fromUint8AndFloat32,
};

/** A loop for each type of probability; labels are one number per row. */
const ofFloat32Rows =
  (labelsOf: View): LabelFactors =>
  (out, labels, probabilities, from, rows, classes, floor, tolerance) => {
    const k = labelsOf(labels, from, rows);
    const p = asFloat32(probabilities, from * classes, rows * classes);
    const least = Math.max(floor, leastFactor);
    for (let i = 0, j = 0; i < rows; i++) {
      let sum = 0;
      for (const end = j + classes; j < end; j++) {
        if (!(p[j]! >= 0 && p[j]! <= 1)) return false;
        sum += p[j]!;
      }
      if (!(Math.abs(sum - 1) <= tolerance && k[i]! >= 0 && k[i]! < classes)) return false;
      const factor = p[j - classes + k[i]!]!;
      if (!(factor >= least)) return false;
      out[i] = factor;
    }
    return true;
  };

const ofFloat64Rows =
  (labelsOf: View): LabelFactors =>
  (out, labels, probabilities, from, rows, classes, floor, tolerance) => {
    const k = labelsOf(labels, from, rows);
    const p = asFloat64(probabilities, from * classes, rows * classes);
    const least = Math.max(floor, leastFactor);
    for (let i = 0, j = 0; i < rows; i++) {
      let sum = 0;
      for (const end = j + classes; j < end; j++) {
        if (!(p[j]! >= 0 && p[j]! <= 1)) return false;
        sum += p[j]!;
      }
      if (!(Math.abs(sum - 1) <= tolerance && k[i]! >= 0 && k[i]! < classes)) return false;
      const factor = p[j - classes + k[i]!]!;
      if (!(factor >= least)) return false;
      out[i] = factor;
    }
    return true;
  };

export const plainLabelFactors: Backend['labelFactors'] = {
  'int32,float32': ofFloat32Rows(asInt32),
  'int32,float64': ofFloat64Rows(asInt32),
  'uint8,float32': ofFloat32Rows(asUint8),
  'uint8,float64': ofFloat64Rows(asUint8),
};
