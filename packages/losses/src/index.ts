export { catalogue, lossNamed } from './catalogue.ts';
export { bceLogits } from './losses/bce-logits.ts';
export { bce } from './losses/bce.ts';
export { cceLogits } from './losses/cce-logits.ts';
export { cce } from './losses/cce.ts';
export { huber } from './losses/huber.ts';
export { mae } from './losses/mae.ts';
export { mse } from './losses/mse.ts';
export { sparseCceLogits } from './losses/sparse-cce-logits.ts';
export { sparseCce } from './losses/sparse-cce.ts';

// Defining a loss.
export { defineLoss } from './loss/define-loss.ts';
export type { LossColumns, LossDefinition, Parameters } from './loss/define-loss.ts';
export type { Domain } from './loss/domain.ts';
export type { Guide, Library, LossGroup } from './loss/guide.ts';
export * as domains from './loss/domain.ts';
export * as tasks from './loss/tasks.ts';
export { classWeights, flag, fraction, optionalInteger, positive } from './loss/parameter.ts';
export type { Parameter, ParameterValue } from './loss/parameter.ts';
export {
  abs,
  add,
  div,
  less,
  lessOrEqual,
  max,
  min,
  mul,
  neg,
  relu,
  select,
  sign,
  sqrt,
  square,
  sub,
  weigh,
} from './expression/arithmetic.ts';
export { logSoftmax, pick, rowSum, softmax } from './expression/class-matrix.ts';
export { clampedLog, clampedLog1p, exp, log1p, sigmoid, softplus } from './expression/exponential.ts';
export {
  expm1,
  floorAt,
  hypot,
  jsDiv,
  klDiv,
  lgamma,
  log1pmx,
  lnCosh,
  pow,
  tanh,
  unitDeviance,
} from './expression/special.ts';
export { maxOfOthers, rankOfLabel, rowNorm, unitVector } from './expression/vectors.ts';
export { classCount } from './expression/expression.ts';
export type { Expression, Shape } from './expression/expression.ts';
export type { Formula } from './expression/formula.ts';

// Using one.
export type { Loss, MeanOptions, SumOptions } from './loss/loss.ts';
export { Accumulator, chunkRows } from './loss/accumulator.ts';
export { parseLossState } from './loss/accumulator-state.ts';
export type { AccumulatorState } from './loss/accumulator-state.ts';
export type { ClassMatrix, Numbers } from './loss/input.ts';
export { LossError } from './errors.ts';
export type { ErrorDetails, LossErrorCode } from './errors.ts';

// Evaluating many over columns as they stand in memory.
export type {
  Backend,
  BernoulliFactors,
  BlockCast,
  BlockCheck,
  BlockDifference,
  BlockOperation,
  LabelFactors,
  NumberType,
} from './backend/backend.ts';
export { plainBackend } from './backend/plain.ts';
export { mathTables } from './math/tables.ts';
export type { MathTables } from './math/tables.ts';
export type { OperationName } from './expression/operation.ts';
export type { ColumnData, ColumnLayouts, Columns } from './program/block-program.ts';
export { BlockEvaluator } from './evaluate/block-evaluator.ts';
export { emptyLossState, meanOf, mergeLossStates } from './evaluate/loss-state.ts';
export type { LossState, LossValue, RowCounts, SpecialCounts, ValueState } from './evaluate/loss-state.ts';
export { RowError, rowFates, strictPolicies } from './evaluate/row-fate.ts';
export type { RowFate, RowPolicies } from './evaluate/row-fate.ts';
export { weightRole } from './evaluate/row-rules.ts';
export { MergeTree, sumMethods, totalValue } from './sums/index.ts';
export type { ExactSum, MergeTreeNode, SumMethod, SumPair, Total } from './sums/index.ts';
