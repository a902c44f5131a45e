import { Field, FixedSizeList, Float32, Float64, Int32, Uint8 } from 'apache-arrow';
import type { DumpColumn, NumberArray } from './dump-writer.ts';
import { randomStream, uint32At } from './prng.ts';
import type { RandomStream } from './prng.ts';

/** The number types of each kind's columns; the first is the default. */
export const typesOfKind = {
  regression: ['f32', 'f64'],
  binary: ['u8', 'f32'],
  classes: ['f32'],
  logits: ['f32'],
  wide: ['f32'],
  sliced: ['f32'],
} as const;

export type DumpKind = keyof typeof typesOfKind;
export type NumberTypeName = 'u8' | 'i32' | 'f32' | 'f64';

export const classCount = 10;

const numberTypes = {
  u8: { make: () => new Uint8(), arrayType: Uint8Array },
  i32: { make: () => new Int32(), arrayType: Int32Array },
  f32: { make: () => new Float32(), arrayType: Float32Array },
  f64: { make: () => new Float64(), arrayType: Float64Array },
} as const;

function numberColumn(name: string, type: NumberTypeName, valueAt: (row: number) => number): DumpColumn {
  const { make, arrayType } = numberTypes[type];
  const fill = (values: NumberArray, firstRow: number, rows: number): void => {
    for (let i = 0; i < rows; i++) values[i] = valueAt(firstRow + i);
  };
  return { field: new Field(name, make(), false), classes: null, arrayType, fill };
}

/** Targets from 0 to 100, uniform; predictions off by up to 5, small errors oftener than large ones. */
function regressionColumns(type: NumberTypeName, seed: number): readonly DumpColumn[] {
  const [high, low, error] = [randomStream(seed, 0), randomStream(seed, 1), randomStream(seed, 2)];
  const targetAt = (row: number): number =>
    (uint32At(high, row) + uint32At(low, row) * 2 ** -32) * (100 * 2 ** -32);
  const predictionAt = (row: number): number => {
    const bits = uint32At(error, row);
    return targetAt(row) + ((bits >>> 16) + (bits & 0xff_ff) - 0xff_ff) * (5 / 0xff_ff);
  };
  return [numberColumn('target', type, targetAt), numberColumn('prediction', type, predictionAt)];
}

/** A calibrated model: the label is 1 as often as its probability says. Probabilities are f32, never 0 or 1. */
function binaryColumns(targetType: NumberTypeName, seed: number): readonly DumpColumn[] {
  const [probability, label] = [randomStream(seed, 0), randomStream(seed, 1)];
  // An odd multiple of 2⁻²⁴ is a float32, and so is 1 less it.
  const predictionAt = (row: number): number => (2 * (uint32At(probability, row) >>> 9) + 1) * 2 ** -24;
  const targetAt = (row: number): number => (uint32At(label, row) * 2 ** -32 < predictionAt(row) ? 1 : 0);
  return [numberColumn('target', targetType, targetAt), numberColumn('prediction', 'f32', predictionAt)];
}

/**
 * Ten probabilities that sum to 1 but for their rounding, and a label drawn from them. Both columns make the row's
 * weights anew; from 429 million rows on the probabilities repeat.
 */
function classColumns(type: NumberTypeName, seed: number): readonly DumpColumn[] {
  const [weight, label] = [randomStream(seed, 0), randomStream(seed, 1)];
  /** Cubed, so that some classes stand out. */
  const weightAt = (row: number, j: number): number => {
    const root = uint32At(weight, row * classCount + j) * 2 ** -32 + 2 ** -8;
    return root * root * root;
  };
  const weightSum = (row: number): number => {
    let sum = 0;
    for (let j = 0; j < classCount; j++) sum += weightAt(row, j);
    return sum;
  };
  const targetAt = (row: number): number => {
    let left = weightSum(row) * uint32At(label, row) * 2 ** -32;
    for (let j = 0; j < classCount - 1; j++) {
      left -= weightAt(row, j);
      if (left < 0) return j;
    }
    return classCount - 1;
  };
  const fill = (values: NumberArray, firstRow: number, rows: number): void => {
    for (let i = 0; i < rows; i++) {
      const row = firstRow + i;
      const scale = 1 / weightSum(row);
      for (let j = 0; j < classCount; j++) values[i * classCount + j] = weightAt(row, j) * scale;
    }
  };
  const { make, arrayType } = numberTypes[type];
  const list = new FixedSizeList(classCount, new Field('item', make(), false));
  const prediction = { field: new Field('prediction', list, false), classes: classCount, arrayType, fill };
  return [numberColumn('target', 'i32', targetAt), prediction];
}

/** Logits from −6 to 6, those near 0 oftener, and a label that knows nothing of them. */
function logitColumns(type: NumberTypeName, seed: number): readonly DumpColumn[] {
  const [logit, label] = [randomStream(seed, 0), randomStream(seed, 1)];
  const fill = (values: NumberArray, firstRow: number, rows: number): void => {
    for (let i = 0; i < rows * classCount; i++) {
      const bits = uint32At(logit, firstRow * classCount + i);
      values[i] = ((bits >>> 16) + (bits & 0xff_ff) - 0xff_ff) * (6 / 0xff_ff);
    }
  };
  const { make, arrayType } = numberTypes[type];
  const list = new FixedSizeList(classCount, new Field('item', make(), false));
  const prediction = { field: new Field('prediction', list, false), classes: classCount, arrayType, fill };
  const targetAt = (row: number): number => Math.floor(uint32At(label, row) * 2 ** -32 * classCount);
  return [numberColumn('target', 'i32', targetAt), prediction];
}

const wideColumnCount = 20;

/** The regression's columns in the midst of features that nobody asks for, f32 and f64 by turns. */
function wideColumns(type: NumberTypeName, seed: number): readonly DumpColumn[] {
  const features = Array.from({ length: wideColumnCount - 2 }, (_, i) => {
    const stream = randomStream(seed, 100 + i);
    return numberColumn(`feature_${i}`, i % 2 === 0 ? 'f64' : 'f32', (row) => uint32At(stream, row));
  });
  const middle = features.length / 2;
  return [...features.slice(0, middle), ...regressionColumns(type, seed), ...features.slice(middle)];
}

/** The regression's columns with two to group by, uniform: one of 1,000 segments, one of 1,000,000 users. */
function slicedColumns(type: NumberTypeName, seed: number): readonly DumpColumn[] {
  const [segment, user] = [randomStream(seed, 3), randomStream(seed, 4)];
  const below = (stream: RandomStream, row: number, count: number): number =>
    Math.floor(uint32At(stream, row) * 2 ** -32 * count);
  return [
    ...regressionColumns(type, seed),
    numberColumn('segment', 'i32', (row) => below(segment, row, 1000)),
    numberColumn('user', 'i32', (row) => below(user, row, 1_000_000)),
  ];
}

const makers = {
  regression: regressionColumns,
  binary: binaryColumns,
  classes: classColumns,
  logits: logitColumns,
  wide: wideColumns,
  sliced: slicedColumns,
} as const;

/** The columns of a kind of dump, `target` and `prediction` among them. Rows are addressed by 32 bits. */
export function columnsOf(kind: DumpKind, type: NumberTypeName, seed: number): readonly DumpColumn[] {
  return makers[kind](type, seed);
}
