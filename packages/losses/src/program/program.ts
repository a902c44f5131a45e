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
export type ClampSite = {
  readonly argument: number;
  readonly shape: RegisterShape;
  /** The argument of the logarithm is clamped where it is below this. */
  readonly floor: number;
} & (
  | {
      readonly kind: 'below';
      /** The register of the weight that multiplies the logarithm; a row whose weight is 0 there is not touched. */
      readonly weight: number | null;
      /** Added to the argument: 1 where the logarithm is one of 1 + x. */
      readonly plus: 0 | 1;
    }
  /** ln p where the label is not 0, ln(1 − p) where it is not 1: p is clamped at either end. */
  | { readonly kind: 'either'; readonly label: number }
);

/** The registers that a loss is summed from. */
export interface SumOutput {
  /** null if the rest is 0 in every row. */
  readonly rest: number | null;
  /** null if the rest is the whole value of a row; else the value is rest − sign·ln factor. */
  readonly factor: { readonly register: number; readonly sign: 1 | -1 } | null;
}

/** What a backend runs over each block: straight-line code over registers. */
export interface Program {
  readonly registers: readonly RegisterShape[];
  readonly constants: readonly ProgramConstant[];
  readonly instructions: readonly Instruction[];
  /** For each loss that is to be summed, the registers to sum, and where it clamps. */
  readonly sums: readonly (SumOutput & { readonly clampSites: readonly ClampSite[] })[];
  /** For each other root, the register of its values. */
  readonly outputs: readonly number[];
}
