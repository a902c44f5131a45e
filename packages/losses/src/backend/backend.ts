import type { OperationName } from '../expression/operation.ts';

/** The types of number that a column may hold, stored little-endian; a bool is one bit. */
export type NumberType =
  | 'bool'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64';

export type IntegerType = Exclude<NumberType, 'bool' | `float${string}`>;

/**
 * One operation over a block.
 * @param out      the register to write; never one of the inputs
 * @param inputs   the registers to read, in the order of the operation's inputs
 * @param length   how many numbers of `out` to write: rows, or rows × classes; what is behind them in the register
 *                 may be written too
 * @param classes  the number of classes of the block's matrices
 */
export type BlockOperation = (
  out: Float64Array,
  inputs: readonly Float64Array[],
  length: number,
  classes: number,
) => void;

/** Reads `length` numbers from the element `from` on into f64. */
export type BlockCast = (out: Float64Array, data: Uint8Array, from: number, length: number) => void;

/** a − b, or its square, of `length` numbers from the element `from` on. */
export type BlockDifference = (
  out: Float64Array,
  a: Uint8Array,
  b: Uint8Array,
  from: number,
  length: number,
) => void;

/** Whether low ≤ x ≤ high for `length` numbers from the element `from` on; never so for NaN. */
export type BlockCheck = (
  data: Uint8Array,
  from: number,
  length: number,
  low: number,
  high: number,
) => boolean;

/**
 * Writes what a table has for each of `length` integers from the element `from` on, up to the first for which it has
 * nothing.
 * @param table  by value − first; negative where there is nothing, as for values that the type has not or that are beyond
 *               ±(2⁵³ − 1)
 * @returns      how many were written
 */
export type LookUp = (
  out: Int32Array,
  table: Int32Array,
  first: number,
  data: Uint8Array,
  from: number,
  length: number,
) => number;

/** Where losses go that are rest − ln factor, or rest + ln factor. */
export interface FactorRegisters {
  readonly factors: Float64Array;
  readonly rests: Float64Array;
}

/**
 * Writes max(p, floor) where the label is 1 and max(1 − p, floor) where it is 0, for `length` rows from the row `from`
 * on, if nothing is odd about any of them. For float64 probabilities also the rests: what rounding takes from 1 − p,
 * over it, negated; others are refused where it takes something.
 * @returns  true only if every label is 0 or 1, every p in [0, 1], and every factor at least the floor and 2⁻¹⁰⁰⁰; if
 *           false, `out` holds nothing of use
 */
export type BernoulliFactors = (
  out: FactorRegisters,
  labels: Uint8Array,
  probabilities: Uint8Array,
  from: number,
  length: number,
  floor: number,
) => boolean;

/**
 * Writes the probability at each row's label, if nothing is odd about any row.
 * @returns  true only if every label is one of the classes, every p in [0, 1], every row's sum in the order of the
 *           classes within the tolerance of 1, and every factor at least the floor and 2⁻¹⁰⁰⁰; if false, `out` holds
 *           nothing of use
 */
export type LabelFactors = (
  out: Float64Array,
  labels: Uint8Array,
  probabilities: Uint8Array,
  from: number,
  rows: number,
  classes: number,
  floor: number,
  tolerance: number,
) => boolean;

/**
 * Writes what `oddsFactor` and `oddsRest` give for the label of each row, if there are `odds` of all rows.
 * @returns  true only if every label is one of the classes, and no logit is NaN or +∞; if false, nothing of use is
 *           written
 */
export type LogitFactors = (
  out: FactorRegisters,
  labels: Uint8Array,
  logits: Uint8Array,
  from: number,
  rows: number,
  classes: number,
) => boolean;

/**
 * What runs block programs. Backends agree bit for bit: they use IEEE + − × ÷ √ and integer operations only, in the
 * order that the plain backend has them. Registers and columns are faster where they are in the backend's memory,
 * which `allocate` gives; other memory is legal too.
 */
export interface Backend {
  readonly name: string;
  /** Zeroed bytes, aligned to 16, that stay where they are as long as the backend. */
  readonly allocate: (byteLength: number) => Uint8Array;
  readonly casts: Readonly<Record<NumberType, BlockCast>>;
  readonly differences: Readonly<Record<'float32' | 'float64', BlockDifference>>;
  readonly squaredDifferences: Readonly<Record<'float32' | 'float64', BlockDifference>>;
  readonly operations: Readonly<Record<OperationName, BlockOperation>>;
  readonly checks: Readonly<Record<NumberType, BlockCheck>>;
  /** By the types of labels and probabilities. A backend may accept fewer rows than another, but writes the same. */
  readonly bernoulliFactors: Readonly<
    Record<'float32,float32' | 'float64,float64' | 'uint8,float32', BernoulliFactors>
  >;
  /** Likewise, for labels that are indices of classes. */
  readonly labelFactors: Readonly<
    Record<'int32,float32' | 'int32,float64' | 'uint8,float32' | 'uint8,float64', LabelFactors>
  >;
  readonly logitFactors: Readonly<
    Record<'int32,float32' | 'int32,float64' | 'uint8,float32' | 'uint8,float64', LogitFactors>
  >;
  readonly lookUps: Readonly<Record<IntegerType, LookUp>>;
  /** As `addToGroups` of the sums. */
  readonly addToGroups: (
    cells: Float64Array,
    groups: Int32Array,
    values: Float64Array,
    count: number,
  ) => void;
  /** As `checks`, over the first `length` numbers of a register. */
  readonly within: (x: Float64Array, length: number, low: number, high: number) => boolean;
  /** As `addToLanes` of the sums. */
  readonly addToLanes: (lanes: Float64Array, values: Float64Array, from: number, to: number) => void;
  /** As `exactParts` of the sums. */
  readonly exactParts: (parts: Float64Array, values: Float64Array, from: number, to: number) => boolean;
  /** As `multiplyIntoLanes` of the sums. */
  readonly multiplyIntoLanes: (state: Float64Array, factors: Float64Array, from: number, to: number) => void;
}

/** Numbers of a register at least beyond those asked for, so that a backend may write whole vectors. */
const registerPadding = 16;

/** A register for `length` numbers. */
export function allocateRegister(backend: Backend, length: number): Float64Array {
  const bytes = backend.allocate((length + registerPadding) * 8);
  return new Float64Array(bytes.buffer, bytes.byteOffset, length + registerPadding);
}
