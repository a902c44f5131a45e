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
  /** As `checks`, over the first `length` numbers of a register. */
  readonly within: (x: Float64Array, length: number, low: number, high: number) => boolean;
  /** As `addToLanes` of the sums. */
  readonly addToLanes: (lanes: Float64Array, values: Float64Array, from: number, to: number) => void;
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
