export { defineConfig } from './config/config.ts';
export type { Config, JobConfig } from './config/config.ts';
export { evaluate, evaluatePart } from './evaluate.ts';
export type { EvaluateOptions, PartOptions } from './evaluate.ts';
export { mergeStates } from './merge.ts';
export type { MergeOptions } from './merge.ts';
export { partialStateText } from './partial/partial-state.ts';
export type { PartialState } from './partial/partial-state.ts';
export { OffmarkError, exitCodes } from './errors.ts';
export type { ExitCode, Failure } from './errors.ts';
export { poolExecutor } from './scan/executor.ts';
export type { Executor } from './scan/executor.ts';
export type { LossSpec } from './loss-spec.ts';
export type { GivenColumns } from './plan.ts';
export type {
  LossReport,
  Provenance,
  Report,
  Result,
  RowLedger,
  Slice,
  SliceGrouping,
  SliceLoss,
} from './result/report.ts';
export type {
  BadValue,
  CalibrationCurve,
  ComparedRows,
  Comparison,
  GateResult,
  Histogram,
  Interval,
  JsonValue,
  LossComparison,
  MissingState,
  PlanDifference,
  ReportedPlan,
  RowPlace,
  SliceComparison,
  SliceValue,
  WorstRows,
} from './result/report-sections.ts';
export { reportKinds } from './reports/kinds.ts';
export type { ReportKind } from './reports/kinds.ts';
export { renderReport } from './reports/render.ts';
export { textReport } from './reports/text.ts';
export { verifyReport } from './verify/verify-report.ts';
export type { ReportDifference, VerifyOptions } from './verify/verify-report.ts';
export type { Verification } from './verify/verification.ts';
