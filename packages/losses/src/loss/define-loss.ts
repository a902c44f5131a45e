import { LossError } from '../errors.ts';
import { constant, toExpression } from '../expression/expression.ts';
import type { Column, Expression } from '../expression/expression.ts';
import { weightRole } from '../evaluate/row-rules.ts';
import type { Domain } from './domain.ts';
import type { Guide } from './guide.ts';
import { Loss } from './loss.ts';
import { bindParameters } from './parameter.ts';
import type { NodesOf, Parameter, ValuesOf } from './parameter.ts';

/** The columns that a loss compares, by role: `target`, `prediction`, and whatever else a row has, like a variance. */
export interface LossColumns {
  readonly target: Domain;
  readonly prediction: Domain;
  readonly [role: string]: Domain;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** A loss without parameters. */
export type NoParameters = Readonly<Record<string, never>>;

/** The columns as nodes of the graph. */
export type ColumnNodes<C extends LossColumns> = {
  readonly [K in keyof C]: C[K] extends Domain<infer S> ? Column<S> : never;
};

/** All that is written of a loss; the rest follows from `value`. */
export interface LossDefinition<C extends LossColumns, P extends Parameters> {
  readonly name: string;
  /** One sentence: what it measures and why one would choose it. */
  readonly summary: string;
  readonly columns: C;
  readonly parameters?: P;
  /** The columns under some parameters, where what they may hold depends on those. */
  readonly columnsUnder?: (values: ValuesOf<P>) => C;
  /** The loss of one row. */
  readonly value: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => Expression<'row'>;
  /** What the row counts for in the divisor of the mean, before its weight; 1 if not given. */
  readonly divisor?: (columns: ColumnNodes<C>, parameters: NodesOf<P>) => Expression<'row'> | number;
  /** The label whose rows are left out. */
  readonly ignoredLabel?: (values: ValuesOf<P>) => number | null;
  /** Of two values, the larger is the better one; else a loss is better when it is smaller. */
  readonly higherIsBetter?: true;
  /** Where the loss comes from: author, year, DOI. */
  readonly source: string;
  /** When to choose it, and what others call it; a user's own loss may do without. */
  readonly guide?: Guide;
}

function columnNode<S extends 'row' | 'matrix'>(role: string, { shape, symbol }: Domain<S>): Column<S> {
  return { kind: 'column', shape, role, symbol };
}

/** A definition with its parameters bound: their values, and the nodes that its functions see. */
export interface BoundDefinition<C extends LossColumns, P extends Parameters> {
  readonly parameters: P;
  readonly values: ValuesOf<P>;
  readonly nodes: NodesOf<P>;
  /** Under these parameters. */
  readonly domains: C;
  readonly columns: ColumnNodes<C>;
}

/**
 * Binds parameters to a definition of a loss or a metric.
 * @throws E_DEFINITION for roles that every mean has; E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function bindDefinition<C extends LossColumns, P extends Parameters>(
  definition: Pick<LossDefinition<C, P>, 'name' | 'columns' | 'parameters' | 'columnsUnder'>,
  given: Readonly<Record<string, unknown>>,
): BoundDefinition<C, P> {
  const reserved = [weightRole, 'weights', 'sum'].find((role) => role in definition.columns);
  if (reserved !== undefined) {
    throw new LossError({
      code: 'E_DEFINITION',
      place: definition.name,
      expected: 'roles other than weight, weights and sum, which every mean has',
      got: reserved,
    });
  }
  const parameters = definition.parameters ?? ({} as P);
  const values = bindParameters(definition.name, parameters, given);
  const nodes = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      parameter.toNode(values[name as keyof ValuesOf<P>]),
    ]),
  ) as NodesOf<P>;
  const domains = definition.columnsUnder?.(values) ?? definition.columns;
  const columns = Object.fromEntries(
    Object.entries<Domain>(domains).map(([role, domain]) => [role, columnNode(role, domain)]),
  ) as ColumnNodes<C>;
  return { parameters, values, nodes, domains, columns };
}

/**
 * Makes a loss of its definition: value, gradient, formula and block program all come from the one graph.
 * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE when it is bound to other parameters
 */
export function defineLoss<C extends LossColumns, P extends Parameters = NoParameters>(
  definition: LossDefinition<C, P>,
  given: Readonly<Record<string, unknown>> = {},
): Loss<C, P> {
  const { parameters, values, nodes, domains, columns } = bindDefinition(definition, given);
  return new Loss({
    name: definition.name,
    summary: definition.summary,
    source: definition.source,
    guide: definition.guide ?? null,
    columns: domains,
    parameters,
    values,
    value: definition.value(columns, nodes),
    divisor: toExpression(definition.divisor?.(columns, nodes) ?? constant(1)),
    ignoredLabel: definition.ignoredLabel?.(values) ?? null,
    higherIsBetter: definition.higherIsBetter ?? false,
    rebind: (other) => defineLoss(definition, { ...values, ...other }),
  });
}
