import type { Backend, FactorRegisters, LabelFactors, LogitFactors } from '../backend/backend.ts';
import { constantValue } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import type { Domain } from '../loss/domain.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';
import { factorize } from '../program/factorize.ts';
import type { Factoring } from '../program/factorize.ts';
import { nonFiniteColumns } from '../program/non-finite-columns.ts';
import type { RowLoss } from './row-loss.ts';
import { toleranceOf } from './loss-program.ts';
import { isWide, weightRole } from './row-rules.ts';

// A block without anything odd needs no look at its rules. Shortcuts find out while they compute: what they accept
// would have passed the rules with all rows used, none clipped and none unnormalised; what they don't accept goes the
// general way. So they change no bit of a result, and no count.

/** A way to the factors of a block's rows. */
export interface FactorKernel {
  /** Whether the losses are more than their factors' logarithms. */
  readonly hasRests: boolean;
  /** Writes them; false if it can't vouch for all rows. Then `out` holds nothing of use. */
  readonly run: (out: FactorRegisters, columns: Columns, from: number, count: number) => boolean;
}

/** Whether no row of these columns is null. */
export function allValid(columns: Columns, roles: readonly string[]): boolean {
  for (const role of roles) if (columns[role]?.validity !== null) return false;
  return true;
}

/** The roles under a loss's rule that there are columns of. */
export function ruledRoles({ rule }: RowLoss, layouts: ColumnLayouts): readonly string[] {
  return Object.keys(rule.domains).filter((role) => layouts[role] !== undefined);
}

/** Whether every row counts 1. */
const isCounted = ({ divisor }: RowLoss, layouts: ColumnLayouts): boolean =>
  layouts[weightRole] === undefined && constantValue(divisor) === 1;

/** Whether nothing but a sum is wanted of the rows. */
const isSum = (loss: RowLoss): loss is RowLoss & { readonly value: Expression<'row'> } =>
  loss.value !== null && (loss.reducers ?? []).length === 0;

/** Whether rows are as their rule wants them wherever their values are finite. */
export function isCheckedByValue(loss: RowLoss, layouts: ColumnLayouts): boolean {
  if (!isSum(loss) || !isCounted(loss, layouts)) return false;
  const passedOn = nonFiniteColumns(loss.value);
  return ruledRoles(loss, layouts).every((role) => {
    const { low, high, label, sumsToOne } = loss.rule.domains[role]!;
    const anyFinite = low <= -Number.MAX_VALUE && high >= Number.MAX_VALUE;
    return anyFinite && !label && !sumsToOne && passedOn.has(role) && !isWide(layouts[role]!.type);
  });
}

/** A way to a loss's factors without its program, if the backend has one for such a loss and such columns. */
export function factorKernelOf(loss: RowLoss, layouts: ColumnLayouts, backend: Backend): FactorKernel | null {
  if (!isSum(loss) || !isCounted(loss, layouts)) return null;
  const factoring = factorize(loss.value);
  if (factoring?.kind === 'bernoulli') return bernoulliKernel(loss, factoring, layouts, backend);
  if (factoring?.kind === 'floored') return labelKernel(loss, factoring, layouts, backend);
  return factoring?.kind === 'logits' ? logitKernel(loss, factoring, layouts, backend) : null;
}

/** The number that a node is for all rows, if it is a plain one. */
function numberOf(node: Expression): number | undefined {
  if (node.kind === 'parameter' && typeof node.value === 'number') return node.value;
  return constantValue(node);
}

function bernoulliKernel(
  loss: RowLoss,
  { label, probability, floor }: Factoring & { readonly kind: 'bernoulli' },
  layouts: ColumnLayouts,
  backend: Backend,
): FactorKernel | null {
  const least = numberOf(floor);
  if (label.kind !== 'column' || probability.kind !== 'column' || least === undefined) return null;
  const [y, p] = [label.role, probability.role];
  const roles = ruledRoles(loss, layouts);
  const unitInterval = roles.every((role) => {
    const domain = loss.rule.domains[role]!;
    return (
      (role === y || role === p) && !domain.label && !domain.sumsToOne && domain.low <= 0 && domain.high >= 1
    );
  });
  const kernels: Readonly<Partial<Record<string, Backend['bernoulliFactors']['float32,float32']>>> =
    backend.bernoulliFactors;
  const kernel = kernels[`${layouts[y]?.type},${layouts[p]?.type}`];
  if (!unitInterval || kernel === undefined) return null;
  return {
    hasRests: layouts[p]?.type === 'float64',
    run: (out, columns, from, count) => {
      const [labels, probabilities] = [columns[y], columns[p]];
      if (labels === undefined || probabilities === undefined || !allValid(columns, roles)) return false;
      return kernel(out, labels.data, probabilities.data, from, count, least);
    },
  };
}

/** A class matrix and labels of its classes, both columns, and nothing but them under the rule. */
interface Labelled {
  readonly label: string;
  readonly matrix: string;
  readonly roles: readonly string[];
  readonly domain: Domain;
  readonly classes: number;
  /** Their types, as in the backend's tables. */
  readonly types: string;
}

function labelled(
  loss: RowLoss,
  matrix: Expression | undefined,
  label: Expression | undefined,
  layouts: ColumnLayouts,
): Labelled | null {
  if (matrix?.kind !== 'column' || label?.kind !== 'column') return null;
  const [k, x] = [label.role, matrix.role];
  const roles = ruledRoles(loss, layouts);
  const { domains, ignoredLabel } = loss.rule;
  const [labelDomain, domain] = [domains[k], domains[x]];
  const ruled =
    ignoredLabel === null &&
    roles.every((role) => role === k || role === x) &&
    labelDomain?.label === true &&
    domain !== undefined &&
    !domain.label;
  const classes = layouts[x]?.classes ?? 0;
  if (!ruled || classes < 1 || layouts[k]?.classes !== null) return null;
  return { label: k, matrix: x, roles, domain, classes, types: `${layouts[k]?.type},${layouts[x]?.type}` };
}

/** Of a loss −ln max(pₖ, floor), p being a column. */
function labelKernel(
  loss: RowLoss,
  { argument, floor }: Factoring & { readonly kind: 'floored' },
  layouts: ColumnLayouts,
  backend: Backend,
): FactorKernel | null {
  const least = numberOf(floor);
  if (argument.kind !== 'application' || argument.operation.name !== 'pick') return null;
  const found = labelled(loss, argument.inputs[0], argument.inputs[1], layouts);
  if (found === null || least === undefined) return null;
  const { label, matrix, roles, domain, classes, types } = found;
  const kernels: Readonly<Partial<Record<string, LabelFactors>>> = backend.labelFactors;
  const kernel = kernels[types];
  if (kernel === undefined || domain.low > 0 || domain.high < 1) return null;
  const tolerance = domain.sumsToOne ? toleranceOf(layouts, matrix) : Infinity;
  return {
    hasRests: false,
    run: ({ factors }, columns, from, count) => {
      const [labels, probabilities] = [columns[label], columns[matrix]];
      if (labels === undefined || probabilities === undefined || !allValid(columns, roles)) return false;
      return kernel(factors, labels.data, probabilities.data, from, count, classes, least, tolerance);
    },
  };
}

/** Of a loss −ln softmax(x)ₖ, x being a column. */
function logitKernel(
  loss: RowLoss,
  { logits, label: ofRow }: Factoring & { readonly kind: 'logits' },
  layouts: ColumnLayouts,
  backend: Backend,
): FactorKernel | null {
  const found = labelled(loss, logits, ofRow, layouts);
  if (found === null) return null;
  const { label, matrix, roles, domain, classes, types } = found;
  const kernels: Readonly<Partial<Record<string, LogitFactors>>> = backend.logitFactors;
  const kernel = kernels[types];
  const anyBelow = domain.low === -Infinity && domain.high >= Number.MAX_VALUE && !domain.sumsToOne;
  if (kernel === undefined || !anyBelow) return null;
  return {
    hasRests: true,
    run: (out, columns, from, count) => {
      const [labels, values] = [columns[label], columns[matrix]];
      if (labels === undefined || values === undefined || !allValid(columns, roles)) return false;
      return kernel(out, labels.data, values.data, from, count, classes);
    },
  };
}
