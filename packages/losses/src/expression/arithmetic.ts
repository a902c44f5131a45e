import { LossError } from '../errors.ts';
import { constant, constantValue, toExpression } from './expression.ts';
import type { Expression, Join, Operand, Shape, ShapeOf } from './expression.ts';
import { apply, binary, unary } from './operation.ts';
import type { Operation } from './operation.ts';

/** The shape that holds both: a row and a class vector make a matrix. */
function join(a: Shape, b: Shape): Shape {
  if (a === 'scalar' || a === b) return b;
  return b === 'scalar' ? a : 'matrix';
}

function hasShape<S extends Shape>(node: Expression, shape: S): node is Expression<S> {
  return node.shape === shape;
}

/** The node as one of that shape. A graph whose types were evaded is refused here. */
export function ofShape<S extends Shape>(shape: S, node: Expression): Expression<S> {
  if (!hasShape(node, shape)) {
    throw new LossError({ code: 'E_DEFINITION', expected: `a ${shape} node`, got: `a ${node.shape} node` });
  }
  return node;
}

export type Joined<A extends Operand, B extends Operand> = Expression<Join<ShapeOf<A>, ShapeOf<B>>>;

/** The rules that make a node smaller without changing a bit of its value (but for the sign of zero). */
type Simplify = (a: Expression, b: Expression) => Expression | undefined;

export function elementwise(operation: Operation, simplify: Simplify = () => undefined) {
  return <A extends Operand, B extends Operand>(a: A, b: B): Joined<A, B> => {
    const left = toExpression(a);
    const right = toExpression(b);
    const node = simplify(left, right) ?? apply(operation, join(left.shape, right.shape), left, right);
    // The join of the shapes is computed twice, for the type checker and here; `join` is its runtime twin.
    return node as Joined<A, B>;
  };
}

/** Both constants: fold them. Else the operation's own rules. */
const folding =
  (compute: (a: number, b: number) => number, otherwise: Simplify): Simplify =>
  (a, b) => {
    const x = constantValue(a);
    const y = constantValue(b);
    return x !== undefined && y !== undefined ? constant(compute(x, y)) : otherwise(a, b);
  };

const negated = (node: Expression): Expression | undefined =>
  node.kind === 'application' && node.operation.name === 'neg' ? node.inputs[0] : undefined;

const addOperation = binary(
  'add',
  (gradient) => [gradient, gradient],
  (print, a, b) => print.plus(a, b),
);
/** a + b */
export const add = elementwise(
  addOperation,
  folding(
    (a, b) => a + b,
    (a, b) => {
      if (constantValue(a) === 0) return b;
      if (constantValue(b) === 0) return a;
      const [p, q] = [negated(a), negated(b)];
      if (q) return sub(a, q);
      return p && sub(b, p);
    },
  ),
);

const subOperation = binary(
  'sub',
  (gradient) => [gradient, neg(gradient)],
  (print, a, b) => print.minus(a, b),
);
/** a − b */
export const sub: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  subOperation,
  folding(
    (a, b) => a - b,
    (a, b) => {
      if (constantValue(a) === 0) return neg(b);
      if (constantValue(b) === 0) return a;
      const added = negated(b);
      return added && add(a, added);
    },
  ),
);

const mulOperation = binary(
  'mul',
  (gradient, a, b) => [weigh(gradient, b), weigh(gradient, a)],
  (print, a, b) => print.times(a, b),
);

/** The simplifications of a product; a factor that is the constant 0 takes the term away altogether. */
const productRules =
  (product: (a: Expression, b: Expression) => Expression): Simplify =>
  (a, b) => {
    const [x, y] = [constantValue(a), constantValue(b)];
    if (x === 0 || y === 0) return constant(0);
    if (x === 1) return b;
    if (y === 1) return a;
    if (x === -1) return neg(b);
    if (y === -1) return neg(a);
    const [p, q] = [negated(a), negated(b)];
    if (p && q) return product(p, q);
    if (p) return neg(product(p, b));
    if (q) return neg(product(a, q));
    return x === undefined ? undefined : cancelled(x, b);
  };

/** 0.5·(2·x) is x. */
function cancelled(factor: number, node: Expression): Expression | undefined {
  if (node.kind !== 'application' || node.operation.name !== 'mul') return undefined;
  const [inner, x] = node.inputs;
  return inner !== undefined && factor * (constantValue(inner) ?? 0) === 1 ? x : undefined;
}

/** a·b */
export const mul: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  mulOperation,
  folding(
    (a, b) => a * b,
    productRules((a, b) => mul(a, b)),
  ),
);

const weighOperation = binary(
  'weigh',
  (gradient, weight, x) => [weigh(gradient, x), weigh(weight, gradient)],
  (print, weight, x) => print.times(weight, x),
);
/**
 * weight·x, and 0 wherever the weight is 0, even if x is infinite or NaN there: 0·ln 0 is 0.
 * The chain rule multiplies with it too, so that a branch that was not taken cannot spoil a gradient.
 */
export const weigh: <A extends Operand, B extends Operand>(weight: A, x: B) => Joined<A, B> = elementwise(
  weighOperation,
  folding(
    (w, x) => (w === 0 ? 0 : w * x),
    productRules((a, b) => weigh(a, b)),
  ),
);

const divOperation = binary(
  'div',
  (gradient, _a, b, result) => [quotient(gradient, b), neg(weigh(gradient, div(result, b)))],
  (print, a, b) => print.over(a, b),
);
/** a/b */
export const div: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  divOperation,
  folding(
    (a, b) => a / b,
    (a, b) => {
      if (constantValue(b) === 1 || constantValue(a) === 0) return a;
      const p = negated(a);
      return p && neg(div(p, b));
    },
  ),
);

const quotientOperation = binary(
  'quotient',
  (gradient, _a, b, result) => [quotient(gradient, b), neg(weigh(gradient, quotient(result, b)))],
  (print, a, b) => print.over(a, b),
);
/** a/b, and 0 wherever a is 0, even if b is 0 too: the chain rule divides with it, as it multiplies with `weigh`. */
export const quotient: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  quotientOperation,
  folding(
    (a, b) => (a === 0 ? 0 : a / b),
    (a, b) => {
      if (constantValue(b) === 1 || constantValue(a) === 0) return a;
      const p = negated(a);
      return p && neg(quotient(p, b));
    },
  ),
);

const minOperation = binary(
  'min',
  (gradient, a, b) => [weigh(lessOrEqual(a, b), gradient), weigh(less(b, a), gradient)],
  (print, a, b) => print.call('min', a, b),
);
/** The smaller of the two; where they are equal the gradient flows to the first. */
export const min: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  minOperation,
  folding(Math.min, () => undefined),
);

const maxOperation = binary(
  'max',
  (gradient, a, b) => [weigh(lessOrEqual(b, a), gradient), weigh(less(a, b), gradient)],
  (print, a, b) => print.call('max', a, b),
);
/** The larger of the two; where they are equal the gradient flows to the first. */
export const max: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  maxOperation,
  folding(Math.max, () => undefined),
);

const lessOperation = binary(
  'less',
  () => [null, null],
  (print, a, b) => print.indicator(a, '<', b),
);
/** 1 where a < b, else 0. No gradient flows. */
export const less: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  lessOperation,
  folding(
    (a, b) => (a < b ? 1 : 0),
    () => undefined,
  ),
);

const lessOrEqualOperation = binary(
  'lessOrEqual',
  () => [null, null],
  (print, a, b) => print.indicator(a, '≤', b),
);
/** 1 where a ≤ b, else 0. No gradient flows. */
export const lessOrEqual: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  lessOrEqualOperation,
  folding(
    (a, b) => (a <= b ? 1 : 0),
    () => undefined,
  ),
);

const selectOperation: Operation = {
  name: 'select',
  adjoint: (gradient, [condition]) =>
    condition === undefined ? [] : [null, weigh(condition, gradient), weigh(sub(1, condition), gradient)],
  notation: (print, [condition, a, b]) =>
    condition && a && b ? print.cases(condition, a, b) : print.symbol('?'),
};
/**
 * a where the condition is not 0, else b. The branch that is not taken is masked in the gradient, so that its
 * infinite derivatives do no harm.
 */
export function select<C extends Shape, A extends Operand, B extends Operand>(
  condition: Expression<C>,
  a: A,
  b: B,
): Expression<Join<C, Join<ShapeOf<A>, ShapeOf<B>>>> {
  const [left, right] = [toExpression(a), toExpression(b)];
  const node: Expression = apply(
    selectOperation,
    join(condition.shape, join(left.shape, right.shape)),
    condition,
    left,
    right,
  );
  return node as Expression<Join<C, Join<ShapeOf<A>, ShapeOf<B>>>>;
}

const negOperation = unary(
  'neg',
  (gradient) => neg(gradient),
  (print, x) => print.negative(x),
);
/** 0 − x, so that a loss of zero is +0. */
export function neg<S extends Shape>(x: Expression<S>): Expression<S> {
  const value = constantValue(x);
  const inner = value === undefined ? negated(x) : constant(0 - value);
  return inner === undefined ? apply(negOperation, x.shape, x) : ofShape(x.shape, inner);
}

/** An elementwise operation of one input. */
function elementwiseUnary(operation: Operation) {
  return <S extends Shape>(x: Expression<S>): Expression<S> => apply(operation, x.shape, x);
}

/** |x|; its derivative at 0 is 0. */
export const abs: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwiseUnary(
  unary(
    'abs',
    (gradient, x) => weigh(gradient, sign(x)),
    (print, x) => print.bars(x),
  ),
);

/** −1, 0 or 1. No gradient flows. */
export const sign: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwiseUnary(
  unary(
    'sign',
    () => null,
    (print, x) => print.call('sign', x),
  ),
);

/** x² */
export const square: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwiseUnary(
  unary(
    'square',
    (gradient, x) => weigh(gradient, mul(2, x)),
    (print, x) => print.squared(x),
  ),
);

/** √x */
export const sqrt: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwiseUnary(
  unary(
    'sqrt',
    (gradient, _x, root) => quotient(gradient, mul(2, root)),
    (print, x) => print.root(x),
  ),
);

/** max(0, x); its derivative at 0 is 1, as PyTorch and TensorFlow take it for the hinge. */
export const relu: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwiseUnary(
  unary(
    'relu',
    (gradient, x) => weigh(lessOrEqual(0, x), gradient),
    (print, x) => print.call('max', print.number(0), x),
  ),
);
