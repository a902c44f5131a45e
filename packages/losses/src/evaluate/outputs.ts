import { oneOutput } from '../expression/class-matrix.ts';
import { constant, constantValue } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import type { Domain } from '../loss/domain.ts';
import type { ColumnLayouts } from '../program/block-program.ts';
import { sum } from '../reduce/sum.ts';
import type { Reducer } from '../reduce/reducer.ts';
import { ZERO_SUM, divideSums, mergeSums, pairFrom } from '../sums/index.ts';
import { emptyLossState, finishedValue } from './loss-state.ts';
import type { Json, LossState, LossValue } from './loss-state.ts';
import type { RowLoss } from './row-loss.ts';

// Rows with several outputs: a list of numbers as target, another as prediction. A loss or metric of numbers is taken
// of each output apart, and its value is their uniform average.

/**
 * Whether several outputs may be measured: a number is compared with a number, every row counts the same, and no
 * logarithm has a floor, of which the clipped rows are counted per row and not per output.
 */
export function takesOutputs({ rule, divisor, value }: RowLoss): boolean {
  const { target, prediction, ...others } = rule.domains;
  const plain = constantValue(divisor) === 1 && (value === null || !hasFloor(value, new Set()));
  return plain && isNumber(target) && isNumber(prediction) && isEmpty(others);
}

function hasFloor(node: Expression, seen: Set<Expression>): boolean {
  if (node.kind !== 'application' || seen.has(node)) return false;
  seen.add(node);
  const { name } = node.operation;
  return (
    name === 'clampedLog' || name === 'clampedLog1p' || node.inputs.some((input) => hasFloor(input, seen))
  );
}

const isNumber = (domain: Domain | undefined): boolean =>
  domain?.shape === 'row' && !domain.label && domain.high === Number.MAX_VALUE;

const isEmpty = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length === 0;

/** How many outputs the columns have; null where they are no two lists of one length. */
export function outputCount({ target, prediction }: ColumnLayouts): number | null {
  const count = target?.classes ?? null;
  return count === prediction?.classes ? count : null;
}

/** The loss as it is over such columns: of each output, if they have several. */
export function boundTo(loss: RowLoss, layouts: ColumnLayouts): RowLoss {
  const outputs = outputCount(layouts);
  return outputs !== null && takesOutputs(loss) ? ofOutputs(loss, outputs) : loss;
}

/** What is gathered of a row of that many outputs: of each output its value, if there is one, then the reducers'. */
export function ofOutputs({ value, divisor, rule, reducers = [] }: RowLoss, outputs: number): RowLoss {
  const ofOne = value === null ? reducers : [sum(value), ...reducers];
  const all = Array.from({ length: outputs }, (_, output) => ofOne.map((each) => reducerOf(each, output)));
  return { value: null, divisor, rule, reducers: all.flat() };
}

/** The reducers that a state of so many was gathered by: the loss's own, or those of several outputs. */
export function reducersOfState(loss: RowLoss, count: number): readonly Reducer[] {
  const { value, reducers = [] } = loss;
  const ofOne = reducers.length + (value === null ? 0 : 1);
  const isOne = count === 0 || count === reducers.length || count % ofOne !== 0 || !takesOutputs(loss);
  return isOne ? reducers : (ofOutputs(loss, count / ofOne).reducers ?? []);
}

function reducerOf(reducer: Reducer, output: number): Reducer {
  const known = new Map<Expression, Expression>();
  const inputs = reducer.inputs.map(({ node, shape }) => ({ node: nodeOf(node, output, known), shape }));
  return { ...reducer, inputs };
}

/** The graph with one output in the place of each column. */
function nodeOf(node: Expression, output: number, known: Map<Expression, Expression>): Expression {
  const before = known.get(node);
  if (before !== undefined) return before;
  const after = newNode(node, output, known);
  known.set(node, after);
  return after;
}

function newNode(node: Expression, output: number, known: Map<Expression, Expression>): Expression {
  if (node.kind === 'column') return oneOutput({ ...node, shape: 'matrix' }, constant(output));
  if (node.kind !== 'application') return node;
  return { ...node, inputs: node.inputs.map((input) => nodeOf(input, output, known)) };
}

/** The uniform average of the outputs, each of them in the details; no value if one of them has none. */
export function finishOutputs(
  { value, reducers = [] }: RowLoss,
  state: LossState,
  finish: (state: LossState) => LossValue,
): LossValue {
  const ofOne = reducers.length + (value === null ? 0 : 1);
  const { reduced = [] } = state;
  if (reduced.length === reducers.length) return finish(state);
  return finishedValue(state, () => {
    const outputs = Array.from({ length: reduced.length / ofOne }, (_, output) => {
      const own = reduced.slice(output * ofOne, (output + 1) * ofOne);
      return finish(stateOfOutput(state, own, value !== null));
    });
    const details = { outputs: outputs.map(toJson) };
    const none = outputs.findIndex((each) => each.value === null);
    const why = outputs[none]?.reason ?? outputs[none]?.state;
    if (why !== undefined) return { value: null, reason: `output ${none}: ${why}`, details };
    const total = outputs.reduce((all, each) => mergeSums(all, pairFrom(each.value ?? NaN)), ZERO_SUM);
    return { value: divideSums(total, pairFrom(outputs.length)), details };
  });
}

function stateOfOutput(
  { rows, weight }: LossState,
  own: NonNullable<LossState['reduced']>,
  hasValue: boolean,
): LossState {
  const [first, ...others] = own;
  const { special } = emptyLossState;
  if (!hasValue || first?.kind !== 'sum') return { rows, special, total: ZERO_SUM, weight, reduced: own };
  const state: LossState = { rows, special, total: first.sum, weight };
  return others.length === 0 ? state : { ...state, reduced: others };
}

function toJson({ value, state, reason, details }: LossValue): Json {
  return {
    value,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
  };
}
