import type { Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operation.ts';

/**
 * A loss of the form rest ∓ ln factor: over many rows the factors multiply, and one logarithm serves thousands.
 * - `floored`: −ln max(argument, floor)
 * - `bernoulli`: −y·ln max(p, floor) − (1 − y)·ln max(1 − p, floor); a label between 0 and 1 has no factor
 * - `logits`: −ln softmax(x)ₖ = ln(1 + odds), the odds being Σ e^xⱼ over the other classes over e^xₖ
 */
export type Factoring =
  | { readonly kind: 'floored'; readonly argument: Expression; readonly floor: Expression }
  | {
      readonly kind: 'bernoulli';
      readonly label: Expression;
      readonly probability: Expression;
      readonly floor: Expression;
    }
  | { readonly kind: 'logits'; readonly logits: Expression; readonly label: Expression };

/** The two inputs of an application of that operation. */
function inputsOf(
  name: OperationName,
  node: Expression | undefined,
): readonly [Expression, Expression] | undefined {
  if (node?.kind !== 'application' || node.operation.name !== name) return undefined;
  const [first, second] = node.inputs;
  return first && second && [first, second];
}

function inputOf(name: OperationName, node: Expression | undefined): Expression | undefined {
  return node?.kind === 'application' && node.operation.name === name ? node.inputs[0] : undefined;
}

function bernoulli(sum: Expression): Factoring | undefined {
  const [yes, no] = inputsOf('add', sum) ?? [];
  const [label, logOfYes] = inputsOf('weigh', yes) ?? [];
  const [otherwise, logOfNo] = inputsOf('weigh', no) ?? [];
  const [probability, floor] = inputsOf('clampedLog', logOfYes) ?? [];
  const [minus, sameFloor] = inputsOf('clampedLog1p', logOfNo) ?? [];
  const [one, sameLabel] = inputsOf('sub', otherwise) ?? [];
  if (label === undefined || probability === undefined || floor === undefined) return undefined;
  const same =
    one?.kind === 'constant' &&
    one.value === 1 &&
    sameLabel === label &&
    inputOf('neg', minus) === probability &&
    sameFloor === floor;
  return same ? { kind: 'bernoulli', label, probability, floor } : undefined;
}

/** How a row's value is a logarithm of one factor, if it is. */
export function factorize(value: Expression<'row'>): Factoring | undefined {
  const inner = inputOf('neg', value);
  if (inner === undefined) return undefined;
  const [argument, floor] = inputsOf('clampedLog', inner) ?? [];
  if (argument?.shape === 'row' && floor !== undefined) return { kind: 'floored', argument, floor };
  const [picked, label] = inputsOf('pick', inner) ?? [];
  const logits = inputOf('logSoftmax', picked);
  if (logits !== undefined && label !== undefined) return { kind: 'logits', logits, label };
  return bernoulli(inner);
}
