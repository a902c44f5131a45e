import type { NumberType } from '../backend/backend.ts';
import type { OperationName } from '../expression/operation.ts';

/** A block's worth of numbers: one per row, or one per row and class (row-major). */
export type RegisterShape = 'row' | 'matrix';

/** One step over a block. Output and inputs are indices of registers; they never alias. */
export type Instruction =
  | {
      readonly kind: 'operation';
      readonly operation: OperationName;
      readonly inputs: readonly number[];
      readonly output: number;
    }
  /** A column's numbers as f64. */
  | { readonly kind: 'cast'; readonly role: string; readonly type: NumberType; readonly output: number }
  /** a − b, or its square, straight from two columns of one type: the bits of casting first. */
  | {
      readonly kind: 'difference' | 'squaredDifference';
      readonly roles: readonly [a: string, b: string];
      readonly type: DifferenceType;
      readonly output: number;
    };

/** The types of column that differences are taken of without casting first. */
export type DifferenceType = 'float32' | 'float64';

/** A register that holds the same numbers for every row: one number, or one per class. */
export interface ProgramConstant {
  readonly shape: RegisterShape;
  readonly register: number;
  readonly values: readonly number[];
}

/** A place where a logarithm's argument is clamped at a floor, for counting the rows that it touches. */
export interface ClampSite {
  /** The register of the weight that multiplies the logarithm; a row whose weight is 0 there is not touched. */
  readonly weight: number | null;
  readonly argument: number;
  readonly shape: RegisterShape;
  /** The argument is clamped where it is below this. */
  readonly floor: number;
}

/** What a backend runs over each block: straight-line code over registers. */
export interface Program {
  readonly registers: readonly RegisterShape[];
  readonly constants: readonly ProgramConstant[];
  readonly instructions: readonly Instruction[];
  /** For each root that was compiled, the register of its values. */
  readonly outputs: readonly number[];
  /** For each root, where it clamps. */
  readonly clampSites: readonly (readonly ClampSite[])[];
}
