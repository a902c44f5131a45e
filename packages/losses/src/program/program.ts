import type { OperationName } from '../expression/operation.ts';

/** A block's worth of numbers: one per row, or one per row and class (row-major). */
export type RegisterShape = 'row' | 'matrix';

/** One operation over whole registers. Output and inputs are indices of registers; they never alias. */
export interface Instruction {
  readonly operation: OperationName;
  readonly inputs: readonly number[];
  readonly output: number;
}

/** A column that is cast into a register before the instructions run. */
export interface ProgramInput {
  readonly role: string;
  readonly shape: RegisterShape;
  readonly register: number;
}

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
  readonly inputs: readonly ProgramInput[];
  readonly constants: readonly ProgramConstant[];
  readonly instructions: readonly Instruction[];
  /** For each root that was compiled, the register of its values. */
  readonly outputs: readonly number[];
  /** For each root, where it clamps. */
  readonly clampSites: readonly (readonly ClampSite[])[];
}
