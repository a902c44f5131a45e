import type { Backend, NumberType } from '../backend/backend.ts';
import type { Application, Expression, Shape } from '../expression/expression.ts';
import type { OperationName } from '../expression/operation.ts';
import { LossError } from '../errors.ts';
import type {
  ClampSite,
  DifferenceType,
  Instruction,
  Program,
  ProgramConstant,
  RegisterShape,
} from './program.ts';

/** The types of the columns, by role. */
export type ColumnTypes = Readonly<Record<string, { readonly type: NumberType }>>;

/** A value before registers are allotted: who makes it, and its shape. */
interface Value {
  readonly shape: RegisterShape;
  readonly from:
    | { readonly kind: 'constant'; readonly values: readonly number[] }
    | { readonly kind: 'cast'; readonly role: string; readonly type: NumberType }
    | {
        readonly kind: 'difference' | 'squaredDifference';
        readonly roles: readonly [string, string];
        readonly type: DifferenceType;
      }
    | { readonly kind: 'operation'; readonly operation: OperationName; readonly inputs: readonly number[] };
}

const inputsOf = ({ from }: Value): readonly number[] => (from.kind === 'operation' ? from.inputs : []);

interface Site {
  readonly weight: number | null;
  readonly argument: number;
  readonly floor: number;
}

/** Operations that take the place of two: the same bits, one pass. Outer, inner (its second or first input), fused. */
const fusedLogs: Partial<Record<OperationName, OperationName>> = {
  clampedLog: 'weighClampedLog',
  clampedLog1p: 'weighClampedLog1p',
};

/** Turns the graphs of any number of losses into one program in which equal nodes are computed once. */
class Compiler {
  readonly #values: Value[] = [];
  readonly #known = new Map<string, number>();
  #sites: Site[] = [];
  readonly #types: ColumnTypes;
  readonly #classes: number;
  readonly #backend: Backend;

  constructor(types: ColumnTypes, classes: number, backend: Backend) {
    this.#types = types;
    this.#classes = classes;
    this.#backend = backend;
  }

  compile(roots: readonly Expression[]): Program {
    const outputs: number[] = [];
    const sites: Site[][] = [];
    for (const root of roots) {
      this.#sites = [];
      outputs.push(this.#value(root, root.shape === 'matrix' ? 'matrix' : 'row'));
      sites.push(this.#sites);
    }
    return allotRegisters(fuseSquares(this.#values, outputs, sites.flat()), outputs, sites);
  }

  /** The value of a node in a register of that shape. */
  #value(node: Expression, shape: RegisterShape): number {
    if (node.shape === 'scalar' || node.shape === 'class') {
      return this.#intern({ shape, from: { kind: 'constant', values: this.#constant(node) } });
    }
    if (node.shape === 'row' && shape === 'matrix') {
      return this.#instruction('broadcast', 'matrix', [this.#value(node, 'row')]);
    }
    if (node.kind === 'column') {
      return this.#intern({
        shape: node.shape,
        from: { kind: 'cast', role: node.role, type: this.#typeOf(node.role) },
      });
    }
    if (node.kind !== 'application') throw unexpected(node.shape);
    return this.#difference(node) ?? this.#fused(node) ?? this.#application(node, node.shape);
  }

  #application(node: Application, shape: RegisterShape): number {
    const { name } = node.operation;
    const inputs = node.inputs.map((input, i) => this.#value(input, inputShape(name, shape, i)));
    const [argument] = inputs;
    if (argument !== undefined && (name === 'clampedLog' || name === 'clampedLog1p')) {
      this.#clamps(node, null, argument);
    }
    return this.#instruction(name, shape, inputs);
  }

  /** Two columns of one type are subtracted without casting first. */
  #difference({ operation, inputs: [a, b] }: Application): number | undefined {
    if (operation.name !== 'sub' || a?.kind !== 'column' || b?.kind !== 'column') return undefined;
    const type = this.#typeOf(a.role);
    if (a.shape !== b.shape || type !== this.#typeOf(b.role)) return undefined;
    if (type !== 'float32' && type !== 'float64') return undefined;
    return this.#intern({ shape: a.shape, from: { kind: 'difference', roles: [a.role, b.role], type } });
  }

  #typeOf(role: string): NumberType {
    const type = this.#types[role]?.type;
    if (type !== undefined) return type;
    throw new LossError({ code: 'E_LENGTH_MISMATCH', place: role, expected: 'a column', got: 'none' });
  }

  #fused(node: Application): number | undefined {
    const [first, second] = node.inputs;
    if (node.operation.name === 'weigh' && second?.kind === 'application' && first !== undefined) {
      const name = fusedLogs[second.operation.name];
      const [argument, floor] = second.inputs;
      if (name === undefined || argument === undefined || floor === undefined) return undefined;
      const shape = node.shape === 'matrix' ? 'matrix' : 'row';
      const inputs = [this.#value(first, shape), this.#value(argument, shape), this.#value(floor, shape)];
      const [weight = 0, x = 0] = inputs;
      this.#clamps(second, weight, x);
      return this.#instruction(name, shape, inputs);
    }
    if (
      node.operation.name === 'pick' &&
      first?.kind === 'application' &&
      first.operation.name === 'logSoftmax' &&
      first.inputs[0] !== undefined &&
      second !== undefined
    ) {
      return this.#instruction('pickLogSoftmax', 'row', [
        this.#value(first.inputs[0], 'matrix'),
        this.#value(second, 'row'),
      ]);
    }
    return undefined;
  }

  #clamps(log: Application, weight: number | null, argument: number): void {
    const floor = log.inputs[1] === undefined ? 0 : (this.#constant(log.inputs[1])[0] ?? 0);
    // ln(1 + x) is clamped where 1 + x is below the floor.
    const threshold = log.operation.name === 'clampedLog1p' ? floor - 1 : floor;
    if (floor > 0) this.#sites.push({ weight, argument, floor: threshold });
  }

  /** The numbers of a node that no column enters: one, or one per class. */
  #constant(node: Expression): readonly number[] {
    switch (node.kind) {
      case 'constant':
        return [node.value];
      case 'classCount':
        return [this.#classes];
      case 'parameter':
        if (typeof node.value === 'number') return [node.value];
        if (node.value.length === this.#classes) return node.value;
        throw new LossError({
          code: 'E_CLASS_COUNT',
          expected: `${this.#classes} class weights, one per class`,
          got: String(node.value.length),
        });
      case 'application': {
        const length = node.shape === 'class' ? this.#classes : 1;
        const inputs = node.inputs.map((input) => spread(this.#constant(input), length));
        const out = new Float64Array(length);
        this.#backend.operations[node.operation.name](out, inputs, length, this.#classes);
        return [...out];
      }
      case 'column':
        throw unexpected(node.shape);
      default:
        return unreachable(node);
    }
  }

  #instruction(operation: OperationName, shape: RegisterShape, inputs: readonly number[]): number {
    return this.#intern({ shape, from: { kind: 'operation', operation, inputs } });
  }

  #intern(value: Value): number {
    const key = JSON.stringify(value, (_, part: unknown) =>
      // JSON knows no −0, NaN or ∞; constants that differ must not share a register.
      typeof part === 'number' && !Number.isSafeInteger(part) ? String(part) : part,
    );
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#values.push(value);
    this.#known.set(key, this.#values.length - 1);
    return this.#values.length - 1;
  }
}

function unexpected(shape: Shape): LossError {
  return new LossError({ code: 'E_DEFINITION', expected: 'a number per row', got: `a ${shape} node` });
}

/** Types make sure that no node comes here. */
function unreachable(node: never): never {
  throw new TypeError(`unknown node ${String(node)}`);
}

function spread(values: readonly number[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => values[values.length === 1 ? 0 : i] ?? 0);
}

/** The shape of an operation's i-th input, given the shape of its result. */
function inputShape(name: OperationName, result: RegisterShape, i: number): RegisterShape {
  if (name === 'rowSum' || (name === 'pick' && i === 0)) return 'matrix';
  if (name === 'broadcast' || name === 'pick' || name === 'scatter') return 'row';
  return result;
}

/** The square of a difference that nothing else needs is taken in the same pass. */
function fuseSquares(
  values: readonly Value[],
  outputs: readonly number[],
  sites: readonly Site[],
): readonly (Value | null)[] {
  const uses = new Map<number, number>();
  const sited = sites.flatMap(({ weight, argument }) => [weight ?? argument, argument]);
  for (const value of [...values.flatMap(inputsOf), ...outputs, ...sited])
    uses.set(value, (uses.get(value) ?? 0) + 1);
  const fused: (Value | null)[] = [...values];
  for (const [at, { from, shape }] of values.entries()) {
    if (from.kind !== 'operation' || from.operation !== 'square') continue;
    const [input = -1] = from.inputs;
    const difference = values[input]?.from;
    if (difference?.kind !== 'difference' || uses.get(input) !== 1) continue;
    fused[at] = { shape, from: { ...difference, kind: 'squaredDifference' } };
    fused[input] = null;
  }
  return fused;
}

function instructionOf(
  { from }: Value,
  registerOf: readonly number[],
  output: number,
): Instruction | undefined {
  if (from.kind === 'constant') return undefined;
  if (from.kind !== 'operation') return { ...from, output };
  return { ...from, inputs: from.inputs.map((input) => registerOf[input] ?? 0), output };
}

/** Gives each value a register; one whose value is used no more is used again, so that a block stays in the cache. */
function allotRegisters(
  values: readonly (Value | null)[],
  outputs: readonly number[],
  sites: readonly (readonly Site[])[],
): Program {
  const kept = new Set([
    ...outputs,
    ...sites.flat().flatMap(({ weight, argument }) => [weight ?? argument, argument]),
  ]);
  const lastUse = new Map<number, number>();
  for (const [at, value] of values.entries()) {
    for (const input of value === null ? [] : inputsOf(value)) lastUse.set(input, at);
  }
  const registers: RegisterShape[] = [];
  const free: Record<RegisterShape, number[]> = { row: [], matrix: [] };
  const registerOf: number[] = [];
  const constants: ProgramConstant[] = [];
  const instructions: Instruction[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const { shape, from } = value;
    // Constants are filled once, before all instructions: they share with nobody.
    const reused = from.kind === 'constant' ? undefined : free[shape].pop();
    const register = reused ?? registers.push(shape) - 1;
    registerOf[at] = register;
    if (from.kind === 'constant') constants.push({ shape, register, values: from.values });
    const instruction = instructionOf(value, registerOf, register);
    if (instruction !== undefined) instructions.push(instruction);
    for (const input of new Set(inputsOf(value))) {
      const source = values[input];
      if (lastUse.get(input) !== at || kept.has(input) || !source || source.from.kind === 'constant')
        continue;
      free[source.shape].push(registerOf[input] ?? 0);
    }
  }
  const register = (value: number): number => registerOf[value] ?? 0;
  const siteOf = ({ weight, argument, floor }: Site): ClampSite => ({
    weight: weight === null ? null : register(weight),
    argument: register(argument),
    shape: values[argument]?.shape ?? 'row',
    floor,
  });
  return {
    registers,
    constants,
    instructions,
    outputs: outputs.map(register),
    clampSites: sites.map((ofRoot) => ofRoot.map(siteOf)),
  };
}

/**
 * Compiles the graphs of losses into one block program.
 * @param roots    nodes of any shape; a scalar fills a row
 * @param types    the types of the columns
 * @param classes  the number of classes of the class matrices (0 if there are none)
 * @throws         E_CLASS_COUNT if a parameter per class has another length
 */
export function compile(
  roots: readonly Expression[],
  types: ColumnTypes,
  classes: number,
  backend: Backend,
): Program {
  return new Compiler(types, classes, backend).compile(roots);
}
