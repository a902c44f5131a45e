import { LossError } from '../errors.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import { isExactText, totalValue } from '../sums/index.ts';
import type { MergeTreeNode, SumMethod, Total } from '../sums/index.ts';

/** An accumulator as JSON: the loss, and the states of the maximal complete subtrees of its chunks. */
export interface AccumulatorState {
  readonly version: 1;
  readonly loss: string;
  /** How many classes the class matrices have; 0 if there are none, null if there were no rows. */
  readonly classes: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Present where the sums are exact. */
  readonly sum?: 'exact';
  /** How many chunks the rows so far have begun. */
  readonly chunks: number;
  readonly nodes: readonly MergeTreeNode<LossState>[];
}

function refuse(place: string, expected: string, got: unknown): never {
  throw new LossError({
    code: 'E_STATE_MISMATCH',
    place,
    expected,
    got: typeof got === 'object' && got !== null ? 'something else' : String(got),
    next: 'Was the state changed or cut off on its way?',
  });
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(place, 'an object', value);
  return Object.fromEntries(Object.entries(value));
}

function countAt(fields: Fields, name: string, place: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return refuse(`${place}.${name}`, 'a whole number of at least 0', value);
}

function finiteAt(fields: Fields, name: string, place: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(`${place}.${name}`, 'a finite number', value);
}

function countsAt<C extends Readonly<Record<keyof C, number>>>(like: C, value: unknown, place: string): C {
  const fields = fieldsOf(value, place);
  return Object.fromEntries(Object.keys(like).map((name) => [name, countAt(fields, name, place)])) as C;
}

function exactSumAt(value: unknown, place: string): Total {
  const { exact } = fieldsOf(value, place);
  if (typeof exact === 'string' && isExactText(exact)) return { exact };
  return refuse(`${place}.exact`, 'an exact sum', exact);
}

function pairAt(value: unknown, place: string): Total {
  const fields = fieldsOf(value, place);
  const pair = { high: finiteAt(fields, 'high', place), low: finiteAt(fields, 'low', place) };
  return fields['wraps'] === undefined ? pair : { ...pair, wraps: finiteAt(fields, 'wraps', place) };
}

/**
 * Checks a loss's state that came from outside.
 * @param place  its name in errors
 * @throws       E_STATE_MISMATCH that names the part that is not what it should be
 */
export function parseLossState(value: unknown, place: string, sum: SumMethod): LossState {
  const sumAt = sum === 'exact' ? exactSumAt : pairAt;
  const fields = fieldsOf(value, place);
  const weight = sumAt(fields['weight'], `${place}.weight`);
  if (totalValue(weight) < 0) refuse(`${place}.weight`, 'a sum of weights of at least 0', totalValue(weight));
  return {
    rows: countsAt(emptyLossState.rows, fields['rows'], `${place}.rows`),
    special: countsAt(emptyLossState.special, fields['special'], `${place}.special`),
    total: sumAt(fields['total'], `${place}.total`),
    weight,
  };
}

function nodeAt(value: unknown, place: string, chunks: number, sum: SumMethod): MergeTreeNode<LossState> {
  const fields = fieldsOf(value, place);
  const [level, index] = [countAt(fields, 'level', place), countAt(fields, 'index', place)];
  if ((index + 1) * 2 ** level > chunks)
    refuse(place, `chunks below ${chunks}`, `level ${level}, index ${index}`);
  return { level, index, value: parseLossState(fields['value'], `${place}.value`, sum) };
}

/**
 * Checks a state that came from outside.
 * @throws E_STATE_MISMATCH that names the part that is not what it should be
 */
export function parseAccumulatorState(value: unknown): AccumulatorState {
  const fields = fieldsOf(value, 'state');
  const { version, loss, classes, nodes, sum } = fields;
  if (version !== 1) return refuse('state.version', '1', version);
  if (typeof loss !== 'string') return refuse('state.loss', 'the name of a loss', loss);
  if (!Array.isArray(nodes)) return refuse('state.nodes', 'a list', nodes);
  if (sum !== undefined && sum !== 'exact') return refuse('state.sum', 'exact, or nothing', sum);
  const chunks = countAt(fields, 'chunks', 'state');
  return {
    version,
    loss,
    classes: classes === null ? null : countAt(fields, 'classes', 'state'),
    parameters: fieldsOf(fields['parameters'], 'state.parameters'),
    ...(sum === undefined ? {} : { sum }),
    chunks,
    nodes: nodes.map((node, i) => nodeAt(node, `state.nodes[${i}]`, chunks, sum ?? 'kahan')),
  };
}
