/** An operation over a block. Addresses are in bytes; inputs that it has not are 0. */
export type OperationKernel = (
  out: number,
  a: number,
  b: number,
  c: number,
  length: number,
  classes: number,
) => void;

/** Casts `length` numbers; those of bool start at a bit of the first byte. */
export type CastKernel = (out: number, data: number, length: number, bit: number) => void;

export type CheckKernel = (data: number, length: number, low: number, high: number, bit: number) => number;

export type DifferenceKernel = (out: number, a: number, b: number, length: number) => void;

/** @param least  the least factor */
export type BernoulliFactorsKernel = (
  factors: number,
  rests: number,
  labels: number,
  probabilities: number,
  length: number,
  least: number,
) => number;

/** @param least  the least factor */
export type LabelFactorsKernel = (
  out: number,
  labels: number,
  probabilities: number,
  rows: number,
  classes: number,
  least: number,
  tolerance: number,
) => number;

export type LogitFactorsKernel = (
  factors: number,
  rests: number,
  labels: number,
  logits: number,
  rows: number,
  classes: number,
) => number;

/** @param places  of the table */
export type LookUpKernel = (
  out: number,
  table: number,
  places: number,
  first: number,
  data: number,
  length: number,
) => number;

/** The functions of the module: assembly/index.ts. Operations have their own names. */
export interface KernelFunctions {
  /** To be called once, before all others. */
  readonly prepare: () => void;
  readonly within: (x: number, length: number, low: number, high: number) => number;
  readonly addToGroups: (cells: number, groups: number, values: number, count: number) => void;
  readonly addToLanes: (lanes: number, values: number, from: number, to: number) => void;
  readonly exactParts: (parts: number, values: number, from: number, to: number) => number;
  readonly multiplyIntoLanes: (state: number, factors: number, from: number, to: number) => void;
}

/** The places that assembly/layout.ts names. */
export type Place =
  | 'columnScratchA'
  | 'columnScratchB'
  | 'columnScratchNumbers'
  | 'expRows'
  | 'heap'
  | 'logRows'
  | 'mostClasses'
  | 'readAhead';
