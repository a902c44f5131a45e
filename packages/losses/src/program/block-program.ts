import type { Backend, BlockOperation, NumberType } from '../backend/backend.ts';
import { LossError } from '../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { compile } from './compile.ts';
import type { Program, RegisterShape } from './program.ts';

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
const maximumRows = 2048;
/** Numbers of a matrix register at most, as long as it has a row for each lane. */
const maximumNumbers = 16_384;
const lanes = 8;

function rowsPerBlock(classes: number): number {
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

interface Step {
  readonly run: BlockOperation;
  readonly out: Float64Array;
  readonly inputs: readonly Float64Array[];
  readonly shape: RegisterShape;
}

/** A program with memory to run in: columns in, registers of values out, a block at a time. */
export class BlockProgram {
  readonly program: Program;
  readonly classes: number;
  /** How many rows a block has at most. */
  readonly blockRows: number;
  readonly #registers: readonly Float64Array[];
  readonly #steps: readonly Step[];
  readonly #backend: Backend;

  /**
   * @param roots  what to compute for each row
   * @throws       E_CLASS_COUNT if class matrices or parameters per class differ in length
   */
  constructor(roots: readonly Expression[], layouts: ColumnLayouts, backend: Backend) {
    this.#backend = backend;
    this.classes = classesOf(layouts);
    this.blockRows = rowsPerBlock(this.classes);
    const program = compile(roots, this.classes, backend);
    this.program = program;
    const registers = program.registers.map((shape) => backend.allocate(this.#length(shape, this.blockRows)));
    for (const { register, values } of program.constants) {
      const block = registers[register];
      block?.forEach((_, i) => (block[i] = values[i % values.length] ?? 0));
    }
    this.#registers = registers;
    this.#steps = program.instructions.map(({ operation, inputs, output }) => ({
      run: backend.operations[operation],
      out: this.register(output),
      inputs: inputs.map((input) => this.register(input)),
      shape: program.registers[output] ?? 'row',
    }));
  }

  register(index: number): Float64Array {
    const register = this.#registers[index];
    if (register === undefined) {
      throw new LossError({
        code: 'E_DEFINITION',
        expected: 'a register of the program',
        got: String(index),
      });
    }
    return register;
  }

  /** The register that a column was cast into; undefined if the program does not use it. */
  input(role: string): Float64Array | undefined {
    const input = this.program.inputs.find((candidate) => candidate.role === role);
    return input && this.register(input.register);
  }

  /** Casts rows [from, from + rows) of the columns into their registers. */
  load(columns: Columns, from: number, rows: number): void {
    for (const { role, shape, register } of this.program.inputs) {
      const column = columns[role];
      if (column === undefined) {
        throw new LossError({ code: 'E_LENGTH_MISMATCH', place: role, expected: 'a column', got: 'none' });
      }
      const width = this.#length(shape, 1);
      this.#backend.casts[column.type](this.register(register), column.data, from * width, rows * width);
    }
  }

  /** Runs the instructions over the loaded rows. */
  run(rows: number): void {
    for (const { run, out, inputs, shape } of this.#steps)
      run(out, inputs, this.#length(shape, rows), this.classes);
  }

  #length(shape: RegisterShape, rows: number): number {
    return shape === 'matrix' ? rows * this.classes : rows;
  }
}
