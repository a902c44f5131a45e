import type { Expression, Loss } from '@offmark/losses';

/**
 * What a row costs on one thread, in nanoseconds: to read and subtract, to take logarithms, to call a function without
 * a kernel (for each class too), and for each class.
 */
const nanosecondsPerRow = { plain: 2, logarithms: 5, scalar: 50, class: 2.5 } as const;

/** Operations on a number per row that take a logarithm or an exponential. */
const logarithms: ReadonlySet<string> = new Set([
  'bernoulliFactor',
  'clampedLog',
  'clampedLog1p',
  'exp',
  'log1p',
  'sigmoid',
  'softplus',
  'weighClampedLog',
  'weighClampedLog1p',
]);

/** Functions that run number by number. */
const scalars: ReadonlySet<string> = new Set([
  'expm1',
  'hypot',
  'jsDiv',
  'klDiv',
  'lgamma',
  'log1pmx',
  'logCosh',
  'pow',
  'relativeEntropy',
  'tanh',
  'unitDeviance',
]);

function takes(operations: ReadonlySet<string>, node: Expression): boolean {
  if (node.kind !== 'application') return false;
  return operations.has(node.operation.name) || node.inputs.some((input) => takes(operations, input));
}

function nanosecondsOf(loss: Loss, classes: number): number {
  const scalar = takes(scalars, loss.value);
  if (loss.columns.prediction.shape === 'matrix') {
    return (scalar ? nanosecondsPerRow.scalar : nanosecondsPerRow.class) * classes;
  }
  if (scalar) return nanosecondsPerRow.scalar;
  return takes(logarithms, loss.value) ? nanosecondsPerRow.logarithms : nanosecondsPerRow.plain;
}

/**
 * About how long a job takes on one thread, in milliseconds, to choose by whether a pool pays off. Measured numbers
 * belong here and nowhere else.
 */
export function estimatedCost(losses: readonly Loss[], rows: number, classes: number): number {
  const nanoseconds = losses.reduce((sum, loss) => sum + nanosecondsOf(loss, classes), 0);
  return (rows * nanoseconds) / 1e6;
}
