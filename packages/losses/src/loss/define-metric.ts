import { constant, toExpression } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import type { Finished, LossState } from '../evaluate/loss-state.ts';
import { roundedState } from '../reduce/reduced-state.ts';
import type { RoundedState } from '../reduce/reduced-state.ts';
import type { Reducer } from '../reduce/reducer.ts';
import { totalPair } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { bindDefinition } from './define-loss.ts';
import type { ColumnNodes, LossColumns, NoParameters, Parameters } from './define-loss.ts';
import type { Guide } from './guide.ts';
import { Metric } from './metric.ts';
import type { NodesOf, ValuesOf } from './parameter.ts';

export type Reducers = Readonly<Record<string, Reducer>>;

/** The sums of a mean. */
export interface MeanSums {
  /** Σ weight·value; 0 for a metric without `value`. */
  readonly total: SumPair;
  /** Σ weight·divisor, above 0. */
  readonly weight: SumPair;
}

/** What a finishing formula is given: the state of each reducer by its name, and the sums of the mean. */
export type Gathered<R extends Reducers> = {
  readonly [K in keyof R]: R[K] extends Reducer<infer S> ? S : never;
} & MeanSums;

/** All that is written of a metric. */
export interface MetricDefinition<C extends LossColumns, P extends Parameters, R extends Reducers> {
  readonly name: string;
  /** One sentence: what it measures and why one would choose it. */
  readonly summary: string;
  readonly columns: C;
  readonly parameters?: P;
  /** What is summed of each row, as of a loss; none if not given. */
  readonly value?: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => Expression<'row'>;
  /** What the row counts for in `weight`, before its own weight; 1 if not given. */
  readonly divisor?: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => Expression<'row'> | number;
  /** What else is gathered of the rows. */
  readonly terms?: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => R;
  /** The value of rows that were gathered; null, with the reason, where the formula has no answer. */
  readonly finish: (gathered: Gathered<R>, values: ValuesOf<P>) => number | Finished;
  /** The same as a formula over all rows, for people to read; none where there is none that is short. */
  readonly formula?: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => Expression;
  /** The label whose rows are left out. */
  readonly ignoredLabel?: (values: ValuesOf<P>) => number | null;
  /** Of two values, the larger is the better one; a loss is better when it is smaller. */
  readonly higherIsBetter?: true;
  /** Where the metric comes from: author, year, DOI. */
  readonly source: string;
  readonly guide?: Guide;
}

/** No value, for that reason. */
export function noValue(reason: string, details?: Finished['details']): Finished {
  return details === undefined ? { value: null, reason } : { value: null, reason, details };
}

/**
 * Makes a metric of its definition.
 * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE when it is bound to other parameters
 */
export function defineMetric<
  C extends LossColumns,
  P extends Parameters = NoParameters,
  R extends Reducers = Reducers,
>(definition: MetricDefinition<C, P, R>, given: Readonly<Record<string, unknown>> = {}): Metric<C, P> {
  const { parameters, values, nodes, domains, columns } = bindDefinition(definition, given);
  const terms: readonly (readonly [string, Reducer])[] = Object.entries(
    definition.terms?.(columns, nodes) ?? {},
  );
  return new Metric({
    name: definition.name,
    summary: definition.summary,
    source: definition.source,
    guide: definition.guide ?? null,
    columns: domains,
    parameters,
    values,
    value: definition.value?.(columns, nodes) ?? null,
    divisor: toExpression(definition.divisor?.(columns, nodes) ?? constant(1)),
    ignoredLabel: definition.ignoredLabel?.(values) ?? null,
    higherIsBetter: definition.higherIsBetter ?? false,
    formula: definition.formula?.(columns, nodes) ?? null,
    reducers: terms.map(([, reducer]) => reducer),
    finish: (state) => {
      const finished = definition.finish(gather<R>(terms, state), values);
      return typeof finished === 'number' ? { value: finished } : finished;
    },
    rebind: (other) => defineMetric(definition, { ...values, ...other }),
  });
}

function gather<R extends Reducers>(
  terms: readonly (readonly [string, Reducer])[],
  { reduced = [], total, weight }: LossState,
): Gathered<R> {
  const states = terms.map(([name, reducer], i): [string, RoundedState] => {
    const kept = reduced[i];
    const state = kept && roundedState(kept);
    if (state?.kind !== reducer.kind)
      throw new RangeError(`${name}: ${state?.kind ?? 'nothing'} in place of ${reducer.kind}`);
    return [name, state];
  });
  // The kinds were compared, which is what tells the states apart.
  return { ...Object.fromEntries(states), total: totalPair(total), weight: totalPair(weight) } as Gathered<R>;
}
