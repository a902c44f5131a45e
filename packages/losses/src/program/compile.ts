import type { Backend } from '../backend/backend.ts';
import type { Expression, Shape } from '../expression/expression.ts';
import type { OperationName } from '../expression/operation.ts';
import { LossError } from '../errors.ts';
import type {
  ClampSite,
  Instruction,
  Program,
  ProgramConstant,
  ProgramInput,
  RegisterShape,
} from './program.ts';

/** A value before registers are allotted: who makes it, and its shape. */
interface Value {
  readonly shape: RegisterShape;
  readonly from:
    | { readonly kind: 'input'; readonly role: string }
    | { readonly kind: 'constant'; readonly values: readonly number[] }
    | { readonly kind: 'instruction'; readonly operation: OperationName; readonly inputs: readonly number[] };
}

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
  readonly #classes: number;
  readonly #backend: Backend;

  constructor(classes: number, backend: Backend) {
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
    return allotRegisters(this.#values, outputs, sites);
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
      return this.#intern({ shape: node.shape, from: { kind: 'input', role: node.role } });
    }
    if (node.kind !== 'application') throw unexpected(node.shape);
    return this.#fused(node) ?? this.#application(node, node.shape);
  }

  #application(node: Expression & { kind: 'application' }, shape: RegisterShape): number {
    const { name } = node.operation;
    const inputs = node.inputs.map((input, i) => this.#value(input, inputShape(name, shape, i)));
    const [argument] = inputs;
    if (argument !== undefined && (name === 'clampedLog' || name === 'clampedLog1p')) {
      this.#clamps(node, null, argument);
    }
    return this.#instruction(name, shape, inputs);
  }

  #fused(node: Expression & { kind: 'application' }): number | undefined {
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

  #clamps(log: Expression & { kind: 'application' }, weight: number | null, argument: number): void {
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
    return this.#intern({ shape, from: { kind: 'instruction', operation, inputs } });
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

/** Gives each value a register; one whose value is used no more is used again, so that a block stays in the cache. */
function allotRegisters(
  values: readonly Value[],
  outputs: readonly number[],
  sites: readonly (readonly Site[])[],
): Program {
  const kept = new Set([
    ...outputs,
    ...sites.flat().flatMap(({ weight, argument }) => [weight ?? argument, argument]),
  ]);
  const lastUse = new Map<number, number>();
  for (const [at, { from }] of values.entries()) {
    if (from.kind === 'instruction') for (const input of from.inputs) lastUse.set(input, at);
  }
  const registers: RegisterShape[] = [];
  const free: Record<RegisterShape, number[]> = { row: [], matrix: [] };
  const registerOf: number[] = [];
  const inputs: ProgramInput[] = [];
  const constants: ProgramConstant[] = [];
  const instructions: Instruction[] = [];
  for (const [at, { shape, from }] of values.entries()) {
    // Constants are filled once and inputs are cast before the first instruction: they share with nobody before them.
    const reused = from.kind === 'instruction' ? free[shape].pop() : undefined;
    const register = reused ?? registers.push(shape) - 1;
    registerOf.push(register);
    if (from.kind === 'input') inputs.push({ role: from.role, shape, register });
    else if (from.kind === 'constant') constants.push({ shape, register, values: from.values });
    else {
      const sources = from.inputs.map((input) => registerOf[input] ?? 0);
      instructions.push({ operation: from.operation, inputs: sources, output: register });
      for (const input of new Set(from.inputs)) {
        const source = values[input];
        const dead = lastUse.get(input) === at && !kept.has(input) && source?.from.kind !== 'constant';
        if (dead && source !== undefined) free[source.shape].push(registerOf[input] ?? 0);
      }
    }
  }
  const register = (value: number): number => registerOf[value] ?? 0;
  return {
    registers,
    inputs,
    constants,
    instructions,
    outputs: outputs.map(register),
    clampSites: sites.map((ofRoot) =>
      ofRoot.map(({ weight, argument, floor }): ClampSite => ({
        weight: weight === null ? null : register(weight),
        argument: register(argument),
        shape: values[argument]?.shape ?? 'row',
        floor,
      })),
    ),
  };
}

/**
 * Compiles the graphs of losses into one block program.
 * @param roots    nodes of any shape; a scalar fills a row
 * @param classes  the number of classes of the class matrices (0 if there are none)
 * @throws         E_CLASS_COUNT if a parameter per class has another length
 */
export function compile(roots: readonly Expression[], classes: number, backend: Backend): Program {
  return new Compiler(classes, backend).compile(roots);
}
