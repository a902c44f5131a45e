import type { Backend, NumberType } from '../backend/backend.ts';
import type { Application, Expression, Shape } from '../expression/expression.ts';
import type { OperationName } from '../expression/operation.ts';
import { LossError } from '../errors.ts';
import { allotRegisters } from './allot-registers.ts';
import type { Site, Sum, Value } from './allot-registers.ts';
import { factorize } from './factorize.ts';
import type { Factoring } from './factorize.ts';
import type { Program, RegisterShape } from './program.ts';

/** The types of the columns, by role. */
export type ColumnTypes = Readonly<Record<string, { readonly type: NumberType }>>;

/** Operations that take the place of two: the same bits, one pass. Outer, inner (its second or first input), fused. */
const fusedLogs: Partial<Record<OperationName, OperationName>> = {
  clampedLog: 'weighClampedLog',
  clampedLog1p: 'weighClampedLog1p',
};

/** Operations that put a floor under their first input; the rows that it touches are counted. */
const clamping: ReadonlySet<OperationName> = new Set(['clampedLog', 'clampedLog1p', 'floorAt'] as const);

/** Turns the graphs of any number of losses into one program in which equal nodes are computed once. */
class Compiler {
  readonly #values: Value[] = [];
  readonly #known = new Map<string, number>();
  /** Of the root at hand: where it clamps, and the nodes that were seen, in each shape. */
  #sites: Site[] = [];
  #seen: Readonly<Record<RegisterShape, Map<Expression, number>>> = { row: new Map(), matrix: new Map() };
  readonly #types: ColumnTypes;
  readonly #classes: number;
  readonly #backend: Backend;

  constructor(types: ColumnTypes, classes: number, backend: Backend) {
    this.#types = types;
    this.#classes = classes;
    this.#backend = backend;
  }

  compile({ sums, values, factored }: Roots): Program {
    return allotRegisters({
      sums: sums.map((root) => this.#sum(root, factored)),
      outputs: values.map(({ node, shape }) => {
        this.#startRoot();
        return this.#value(node, shape);
      }),
      values: this.#values,
    });
  }

  #startRoot(): void {
    this.#sites = [];
    this.#seen = { row: new Map(), matrix: new Map() };
  }

  #sum(root: Expression<'row'>, factored: boolean): Sum {
    this.#startRoot();
    const factoring = factored ? factorize(root) : undefined;
    const parts = factoring ? this.#factors(factoring) : { rest: this.#value(root, 'row'), factor: null };
    return { ...parts, sites: this.#sites };
  }

  #factors(factoring: Factoring): Pick<Sum, 'rest' | 'factor'> {
    if (factoring.kind === 'logits') return this.#logitFactors(factoring);
    const floor = this.#value(factoring.floor, 'row');
    const least = this.#constant(factoring.floor)[0] ?? 0;
    if (factoring.kind === 'floored') {
      const argument = this.#value(factoring.argument, 'row');
      if (least > 0) this.#sites.push({ kind: 'below', argument, weight: null, plus: 0, floor: least });
      const register = this.#instruction('floorAt', 'row', [argument, floor]);
      return { rest: null, factor: { register, sign: 1 } };
    }
    const label = this.#value(factoring.label, 'row');
    const argument = this.#value(factoring.probability, 'row');
    if (least > 0) this.#sites.push({ kind: 'either', argument, label, floor: least });
    const inputs = [label, argument, floor];
    return {
      rest: this.#instruction('bernoulliRest', 'row', inputs),
      factor: { register: this.#instruction('bernoulliFactor', 'row', inputs), sign: 1 },
    };
  }

  /** ln(1 + odds); what rounding takes from 1 + odds goes to the rest as error / factor. */
  #logitFactors({ logits, label }: Factoring & { readonly kind: 'logits' }): Pick<Sum, 'rest' | 'factor'> {
    const [x, k] = [this.#value(logits, 'matrix'), this.#value(label, 'row')];
    const odds = this.#instruction('odds', 'row', [x, k]);
    return {
      rest: this.#instruction('oddsRest', 'row', [odds, x, k]),
      factor: { register: this.#instruction('oddsFactor', 'row', [odds]), sign: -1 },
    };
  }

  /** The value of a node in a register of that shape. */
  #value(node: Expression, shape: RegisterShape): number {
    const seen = this.#seen[shape].get(node);
    if (seen !== undefined) return seen;
    const value = this.#newValue(node, shape);
    this.#seen[shape].set(node, value);
    return value;
  }

  #newValue(node: Expression, shape: RegisterShape): number {
    if (node.shape === 'class' && shape === 'row') throw unexpected(node.shape);
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
    if (argument !== undefined && clamping.has(name)) this.#clamps(node, null, argument);
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
      node.operation.name === 'relativeEntropy' &&
      second?.kind === 'application' &&
      second.operation.name === 'floorAt' &&
      first !== undefined
    ) {
      return this.#entropyAboveFloor(first, second);
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

  /** A floor touches only classes that the entropy looks at. */
  #entropyAboveFloor(y: Expression, floored: Application): number {
    const label = this.#value(y, 'matrix');
    const [argument = 0, floor = 0] = floored.inputs.map((input) => this.#value(input, 'matrix'));
    this.#clamps(floored, label, argument);
    const above = this.#instruction('floorAt', 'matrix', [argument, floor]);
    return this.#instruction('relativeEntropy', 'row', [label, above]);
  }

  #clamps(log: Application, weight: number | null, argument: number): void {
    const floor = log.inputs[1] === undefined ? 0 : (this.#constant(log.inputs[1])[0] ?? 0);
    const plus = log.operation.name === 'clampedLog1p' ? 1 : 0;
    if (floor > 0) this.#sites.push({ kind: 'below', weight, argument, plus, floor });
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
      case 'aggregate':
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

/** Operations that make a number of the classes of a row. */
const toRow: ReadonlySet<OperationName> = new Set(['relativeEntropy', 'rowNorm', 'rowSum'] as const);

/** Operations on the classes of a row and its label. */
const ofLabel: ReadonlySet<OperationName> = new Set([
  'argmaxOfOthers',
  'maxOfOthers',
  'pick',
  'rankOfLabel',
] as const);

/** The shape of an operation's i-th input, given the shape of its result. */
function inputShape(name: OperationName, result: RegisterShape, i: number): RegisterShape {
  if (toRow.has(name) || (ofLabel.has(name) && i === 0)) return 'matrix';
  if (name === 'broadcast' || ofLabel.has(name) || name === 'scatter') return 'row';
  return result;
}

/** What a program is to compute. */
export interface Roots {
  /** A number per row each, only to be summed. */
  readonly sums: readonly Expression<'row'>[];
  /** Nodes to be looked at, in registers of that shape: what has fewer numbers is spread over it. */
  readonly values: readonly { readonly node: Expression; readonly shape: RegisterShape }[];
  /** Whether sums may be taken apart into factors; so for unweighted rows. */
  readonly factored: boolean;
}

/**
 * Compiles the graphs of losses into one block program.
 * @param types    the types of the columns
 * @param classes  the number of classes of the class matrices (0 if there are none)
 * @throws         E_CLASS_COUNT if a parameter per class has another length
 */
export function compile(roots: Roots, types: ColumnTypes, classes: number, backend: Backend): Program {
  return new Compiler(types, classes, backend).compile(roots);
}
