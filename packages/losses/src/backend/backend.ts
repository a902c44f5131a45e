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
 * @param length   how many numbers of `out` to write: rows, or rows × classes
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

/**
 * What runs block programs. Two backends agree bit for bit: they use IEEE + − × ÷ √ and integer operations only,
 * in the order that the plain backend has them.
 */
export interface Backend {
  readonly name: string;
  /** Memory for one register. */
  readonly allocate: (length: number) => Float64Array;
  readonly casts: Readonly<Record<NumberType, BlockCast>>;
  readonly operations: Readonly<Record<OperationName, BlockOperation>>;
  /** Whether low ≤ x ≤ high for the first `length` numbers; never so for NaN. */
  readonly within: (x: Float64Array, length: number, low: number, high: number) => boolean;
}
