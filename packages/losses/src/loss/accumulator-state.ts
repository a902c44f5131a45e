import { emptyLossState } from '../evaluate/loss-state.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import { reducersOfState } from '../evaluate/outputs.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { totalValue } from '../sums/index.ts';
import type { MergeTreeNode, SumMethod } from '../sums/index.ts';
import { reducedAt } from './reduced-fields.ts';
import { countAt, countsAt, fieldsOf, listAt, refuse, totalAt } from './state-fields.ts';

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

/**
 * Checks a loss's or metric's state that came from outside.
 * @param place  its name in errors
 * @param loss   what it should be a state of
 * @throws       E_STATE_MISMATCH that names the part that is not what it should be
 */
export function parseLossState(value: unknown, place: string, sum: SumMethod, loss: RowLoss): LossState {
  const fields = fieldsOf(value, place);
  const weight = totalAt(fields['weight'], `${place}.weight`, sum);
  if (totalValue(weight) < 0) refuse(`${place}.weight`, 'a sum of weights of at least 0', totalValue(weight));
  const state: LossState = {
    rows: countsAt(emptyLossState.rows, fields['rows'], `${place}.rows`),
    special: countsAt(emptyLossState.special, fields['special'], `${place}.special`),
    total: totalAt(fields['total'], `${place}.total`, sum),
    weight,
  };
  const { reduced: list = [] } = fields;
  const reducers = reducersOfState(loss, Array.isArray(list) ? list.length : 0);
  if (reducers.length === 0) return state;
  const reduced = listAt(fields, 'reduced', place, reducers.length);
  return {
    ...state,
    reduced: reducers.map((reducer, i) => reducedAt(reducer, reduced[i], `${place}.reduced[${i}]`, sum)),
  };
}

function nodeAt(
  value: unknown,
  place: string,
  chunks: number,
  sum: SumMethod,
  loss: RowLoss,
): MergeTreeNode<LossState> {
  const fields = fieldsOf(value, place);
  const [level, index] = [countAt(fields, 'level', place), countAt(fields, 'index', place)];
  if ((index + 1) * 2 ** level > chunks)
    refuse(place, `chunks below ${chunks}`, `level ${level}, index ${index}`);
  return { level, index, value: parseLossState(fields['value'], `${place}.value`, sum, loss) };
}

/**
 * Checks a state that came from outside.
 * @param measure  the loss or metric that the state should be of
 * @throws E_STATE_MISMATCH that names the part that is not what it should be
 */
export function parseAccumulatorState(value: unknown, measure: RowLoss): AccumulatorState {
  const fields = fieldsOf(value, 'state');
  const { version, loss, nodes, sum } = fields;
  if (version !== 1) return refuse('state.version', '1', version);
  if (typeof loss !== 'string') return refuse('state.loss', 'the name of a loss', loss);
  if (!Array.isArray(nodes)) return refuse('state.nodes', 'a list', nodes);
  if (sum !== undefined && sum !== 'exact') return refuse('state.sum', 'exact, or nothing', sum);
  const chunks = countAt(fields, 'chunks', 'state');
  const classes = fields['classes'] === null ? null : countAt(fields, 'classes', 'state');
  return {
    version,
    loss,
    classes,
    parameters: fieldsOf(fields['parameters'], 'state.parameters'),
    ...(sum === undefined ? {} : { sum }),
    chunks,
    nodes: nodes.map((node, i) => nodeAt(node, `state.nodes[${i}]`, chunks, sum ?? 'kahan', measure)),
  };
}
