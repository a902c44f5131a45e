export { catalogue, lossNamed } from './catalogue.ts';
export { bce } from './losses/bce.ts';
export { bceLogits } from './losses/bce-logits.ts';
export { brier } from './losses/brier.ts';
export { categoricalBrier } from './losses/categorical-brier.ts';
export { categoricalFocal } from './losses/categorical-focal.ts';
export { cce } from './losses/cce.ts';
export { cceLogits } from './losses/cce-logits.ts';
export { cosineDistance } from './losses/cosine-distance.ts';
export { cosineSimilarity } from './losses/cosine-similarity.ts';
export { fair } from './losses/fair.ts';
export { focal } from './losses/focal.ts';
export { focalLogits } from './losses/focal-logits.ts';
export { gammaDeviance } from './losses/gamma-deviance.ts';
export { gaussianNll } from './losses/gaussian-nll.ts';
export { gce } from './losses/gce.ts';
export { generalisedKl } from './losses/generalised-kl.ts';
export { hinge } from './losses/hinge.ts';
export { huber } from './losses/huber.ts';
export { js } from './losses/js.ts';
export { kl } from './losses/kl.ts';
export { logCosh } from './losses/log-cosh.ts';
export { mae } from './losses/mae.ts';
export { mape } from './losses/mape.ts';
export { mse } from './losses/mse.ts';
export { msle } from './losses/msle.ts';
export { multiclassHinge } from './losses/multiclass-hinge.ts';
export { pinball } from './losses/pinball.ts';
export { poissonDeviance } from './losses/poisson-deviance.ts';
export { poissonNll } from './losses/poisson-nll.ts';
export { poissonNllLog } from './losses/poisson-nll-log.ts';
export { poly } from './losses/poly.ts';
export { polyLogits } from './losses/poly-logits.ts';
export { pseudoHuber } from './losses/pseudo-huber.ts';
export { smape } from './losses/smape.ts';
export { smoothL1 } from './losses/smooth-l1.ts';
export { sparseCce } from './losses/sparse-cce.ts';
export { sparseCceLogits } from './losses/sparse-cce-logits.ts';
export { squaredHinge } from './losses/squared-hinge.ts';
export { topKAccuracy } from './losses/top-k-accuracy.ts';
export { tweedieDeviance } from './losses/tweedie-deviance.ts';
export { zeroOne } from './losses/zero-one.ts';

// Metrics: what is not the mean of a value per row.
export { measureNamed, measures, metrics } from './metric-catalogue.ts';
export { accuracy, binaryAccuracy } from './metrics/accuracy.ts';
export { auc } from './metrics/auc.ts';
export { averagePrecision } from './metrics/average-precision.ts';
export { brierSkill } from './metrics/brier-skill.ts';
export { ece, mce } from './metrics/calibration.ts';
export { concordance } from './metrics/concordance.ts';
export { binaryConfusionMatrix, confusionMatrix } from './metrics/confusion-matrix.ts';
export { d2LogLoss } from './metrics/d2-log-loss.ts';
export { explainedVariance } from './metrics/explained-variance.ts';
export { binaryF1, f1 } from './metrics/f1.ts';
export { binaryJaccard, jaccard } from './metrics/jaccard.ts';
export { binaryKappa, kappa } from './metrics/kappa.ts';
export { maxError } from './metrics/max-error.ts';
export { binaryMcc, mcc } from './metrics/mcc.ts';
export { medianAbsoluteError } from './metrics/median-absolute-error.ts';
export { pearson } from './metrics/pearson.ts';
export { perplexity, perplexityLogits } from './metrics/perplexity.ts';
export { binaryPrecision, precision } from './metrics/precision.ts';
export { quantileAbsoluteError } from './metrics/quantile-absolute-error.ts';
export { r2 } from './metrics/r2.ts';
export { binaryRecall, recall } from './metrics/recall.ts';
export { rmse } from './metrics/rmse.ts';
export { rmsle } from './metrics/rmsle.ts';
export { rse } from './metrics/rse.ts';
export { wape } from './metrics/wape.ts';

// Defining a loss or a metric.
export { defineMetric, noValue } from './loss/define-metric.ts';
export type { Gathered, MetricDefinition } from './loss/define-metric.ts';
export { binned } from './reduce/bins.ts';
export { confusionBins, magnitudeBins, thresholdBins, uniformBins } from './reduce/bin-index.ts';
export { maximum } from './reduce/maximum.ts';
export { centredMoments, errorMoments } from './reduce/moments.ts';
export { rootMeanSquare, scaledSumOfSquares } from './reduce/squares.ts';
export { sum } from './reduce/sum.ts';
export type { Reducer } from './reduce/reducer.ts';
export type { ReducedState } from './reduce/reduced-state.ts';
export { defineLoss } from './loss/define-loss.ts';
export type { LossColumns, LossDefinition, Parameters } from './loss/define-loss.ts';
export type { Domain } from './loss/domain.ts';
export type { Guide, Library, LossGroup } from './loss/guide.ts';
export * as domains from './loss/domain.ts';
export * as tasks from './loss/tasks.ts';
export {
  choice,
  classWeights,
  flag,
  fraction,
  nonNegative,
  numberThat,
  optionalFraction,
  optionalInteger,
  plainFraction,
  positive,
  positiveInteger,
  wholeNumber,
} from './loss/parameter.ts';
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
export { derivedColumn, largestOf, meanOfRows, sumOfRows } from './expression/aggregate.ts';
export { clampedLog, clampedLog1p, exp, log1p, sigmoid, softplus } from './expression/exponential.ts';
export {
  expm1,
  floorAt,
  hypot,
  jsDiv,
  klDiv,
  lgamma,
  log1pDifference,
  log1pmx,
  lnCosh,
  pow,
  tanh,
  unitDeviance,
} from './expression/special.ts';
export { maxOfOthers, rankOfLabel, relativeEntropy, rowNorm, unitVector } from './expression/vectors.ts';
export { classCount } from './expression/expression.ts';
export type { Expression, Shape } from './expression/expression.ts';
export type { Formula } from './expression/formula.ts';

// Using one.
export type { Loss } from './loss/loss.ts';
export type { MeanOptions, Measure, RowOptions, SumOptions } from './loss/measure.ts';
export type { Metric } from './loss/metric.ts';
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
  FactorRegisters,
  IntegerType,
  LabelFactors,
  LogitFactors,
  LookUp,
  NumberType,
} from './backend/backend.ts';
export { plainBackend } from './backend/plain.ts';
export { mathTables } from './math/tables.ts';
export type { MathTables } from './math/tables.ts';
export type { OperationName } from './expression/operation.ts';
export type { ColumnData, ColumnLayouts, Columns } from './program/block-program.ts';
export { BlockEvaluator } from './evaluate/block-evaluator.ts';
export { emptyLossState, meanOf, mergeLossStates } from './evaluate/loss-state.ts';
export type {
  Details,
  Finished,
  Json,
  LossState,
  LossValue,
  RowCounts,
  SpecialCounts,
  ValueState,
} from './evaluate/loss-state.ts';
export { RowError, nanPolicies, rowFates, strictPolicies } from './evaluate/row-fate.ts';
export type { NanPolicy, RowFate, RowPolicies } from './evaluate/row-fate.ts';
export { BadValues } from './evaluate/bad-values.ts';
export type { BadValue } from './evaluate/row-rules.ts';
export { outputCount, takesOutputs } from './evaluate/outputs.ts';
export { weightRole } from './evaluate/row-rules.ts';
export { MergeTree, mergeTotals, sumErrorBounds, sumMethods, totalValue } from './sums/index.ts';
export type { ExactSum, MergeTreeNode, SumMethod, SumPair, Total } from './sums/index.ts';

// Evaluating them by groups of rows.
export { GroupEvaluator } from './grouped/group-evaluator.ts';
export { momentsOfGroups, renumberGroups, stateOfGroup } from './grouped/grouped-states.ts';
export { groupedJson, parseGroupedStates } from './grouped/grouped-json.ts';
export type { GroupedJson, GroupedShape } from './grouped/grouped-json.ts';
export { mergeGroupedStates } from './grouped/merge-groups.ts';
export type { GroupedStates, Moments } from './grouped/grouped-states.ts';
export { PairedRows, hasPairedRows } from './grouped/paired-rows.ts';
export type { PairedLossRows } from './grouped/paired-rows.ts';
export { RowValues, hasRowValue, isMeanOfRows } from './grouped/row-values.ts';
export type { LossRows, RowTerms } from './grouped/row-values.ts';
export { clusteredInterval, meanInterval } from './statistics/mean-interval.ts';
export type { ClusterTotals, MeanInterval } from './statistics/mean-interval.ts';
export { PoissonWeights } from './statistics/poisson-weights.ts';
export type { Resampling } from './statistics/poisson-weights.ts';
export { percentileInterval } from './statistics/percentile-interval.ts';
export { clusterValues, resampledValues } from './statistics/resampled-values.ts';
export type { Cluster, Finish, ResampledValues } from './statistics/resampled-values.ts';
export { Resampler } from './statistics/resampler.ts';
export { studentQuantile } from './statistics/student-quantile.ts';

// How errors and losses spread, and what predictions are worth.
export { calibrationCurves, calibrationOf } from './distribution/calibration.ts';
export type { CalibrationBin } from './distribution/calibration.ts';
export { histogramCounts, histogramOf } from './distribution/histogram.ts';
export type { HistogramCounts } from './distribution/histogram.ts';
export { predictionKind } from './distribution/task-columns.ts';
export type { RowLoss } from './evaluate/row-loss.ts';
