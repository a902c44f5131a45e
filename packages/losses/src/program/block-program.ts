import { allocateRegister } from '../backend/backend.ts';
import type { Backend, NumberType } from '../backend/backend.ts';
import { LossError } from '../errors.ts';
import { compile } from './compile.ts';
import type { Roots } from './compile.ts';
import type { Instruction, Program, RegisterShape } from './program.ts';

/** A column's numbers as they stand in memory: little-endian, row-major for class matrices, bools as bits. */
export interface ColumnData {
  readonly type: NumberType;
  /** The number of classes of a class matrix; null for one number per row. */
  readonly classes: number | null;
  readonly data: Uint8Array;
  /** One bit per row, least significant first; null when every row is valid. */
  readonly validity: Uint8Array | null;
}

/** The columns of a piece of input, by role. */
export type Columns = Readonly<Record<string, ColumnData>>;

/** What is known of the columns before their numbers are: type and classes, by role. */
export type ColumnLayouts = Readonly<Record<string, Pick<ColumnData, 'type' | 'classes'>>>;

/** Rows of a block at most; a register of them stays in the cache. */
const maximumRows = 8192;
/** Numbers of a matrix register at most, as long as it has a row for each lane. */
const maximumNumbers = 16_384;
const lanes = 8;

/** Rows of a block at most, beside matrices of so many classes. */
export function rowsPerBlock(classes: number): number {
  if (classes <= maximumNumbers / maximumRows) return maximumRows;
  return Math.max(lanes, Math.floor(maximumNumbers / classes / lanes) * lanes);
}

/** The one number of classes that all class matrices have; 0 if there is none. */
export function classesOf(layouts: ColumnLayouts): number {
  let classes = 0;
  for (const [role, layout] of Object.entries(layouts)) {
    if (layout.classes === null) continue;
    if (layout.classes < 1 || (classes !== 0 && layout.classes !== classes)) {
      throw new LossError({
        code: 'E_CLASS_COUNT',
        place: role,
        expected: classes === 0 ? 'at least one class' : `${classes} classes as in the other class matrix`,
        got: String(layout.classes),
      });
    }
    classes = layout.classes;
  }
  return classes;
}

/** An instruction with its registers at hand. */
type Step = (columns: Columns, from: number, rows: number) => void;

/** A program with memory to run in: columns in, registers of values out, a block at a time. */
export class BlockProgram {
  readonly program: Program;
  readonly classes: number;
  /** How many rows a block has at most. */
  readonly blockRows: number;
  readonly #registers: readonly Float64Array[];
  readonly #steps: readonly Step[];

  /**
   * @param roots  what to compute for each row
   * @throws       E_CLASS_COUNT if class matrices or parameters per class differ in length
   */
  constructor(roots: Roots, layouts: ColumnLayouts, backend: Backend) {
    this.classes = classesOf(layouts);
    this.blockRows = rowsPerBlock(this.classes);
    const program = compile(roots, layouts, this.classes, backend);
    this.program = program;
    this.#registers = program.registers.map((shape) =>
      allocateRegister(backend, this.blockRows * this.#width(shape)),
    );
    for (const { register, values } of program.constants) {
      const block = this.register(register);
      for (let i = 0; i < block.length; i++) block[i] = values[i % values.length] ?? 0;
    }
    this.#steps = program.instructions.map((instruction) => this.#step(instruction, backend));
  }

  register(index: number): Float64Array {
    const register = this.#registers[index];
    if (register === undefined) throw new RangeError(`no register ${index} of ${this.#registers.length}`);
    return register;
  }

  /** What the i-th of the roots' sums is summed from, and where it clamps. */
  sum(root: number): Program['sums'][number] {
    const sum = this.program.sums[root];
    if (sum === undefined) throw new RangeError(`no sum ${root} of ${this.program.sums.length}`);
    return sum;
  }

  /** The register of the i-th of the roots' values. */
  output(root: number): Float64Array {
    return this.register(this.program.outputs[root] ?? -1);
  }

  /** Runs the program over rows [from, from + rows) of the columns. */
  run(columns: Columns, from: number, rows: number): void {
    for (const step of this.#steps) step(columns, from, rows);
  }

  #step(instruction: Instruction, backend: Backend): Step {
    const { output } = instruction;
    const out = this.register(output);
    const width = this.#width(this.program.registers[output] ?? 'row');
    if (instruction.kind === 'operation') {
      const run = backend.operations[instruction.operation];
      const inputs = instruction.inputs.map((input) => this.register(input));
      const { classes } = this;
      return (_columns, _from, rows) => run(out, inputs, rows * width, classes);
    }
    if (instruction.kind === 'cast') {
      const { role } = instruction;
      return (columns, from, rows) => {
        const { type, data } = columnOf(columns, role);
        backend.casts[type](out, data, from * width, rows * width);
      };
    }
    const [a, b] = instruction.roles;
    const run = differencesOf(backend, instruction.kind)[instruction.type];
    return (columns, from, rows) => {
      run(out, columnOf(columns, a).data, columnOf(columns, b).data, from * width, rows * width);
    };
  }

  #width(shape: RegisterShape): number {
    return shape === 'matrix' ? this.classes : 1;
  }
}

function differencesOf(backend: Backend, kind: 'difference' | 'squaredDifference'): Backend['differences'] {
  return kind === 'difference' ? backend.differences : backend.squaredDifferences;
}

/** The column of a role. @throws E_LENGTH_MISMATCH if it is not there */
export function columnOf(columns: Columns, role: string): ColumnData {
  const column = columns[role];
  if (column !== undefined) return column;
  throw new LossError({ code: 'E_LENGTH_MISMATCH', place: role, expected: 'a column', got: 'none' });
}
