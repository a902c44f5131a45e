import type { Measure, RowPolicies } from '@offmark/losses';
import { strictPolicies } from '@offmark/losses';
import { baselineSource } from './comparison/baseline-source.ts';
import type { BaselineSource } from './comparison/baseline-source.ts';
import { causeOption, causePlan } from './causes/cause-options.ts';
import type { CauseOptions, CausePlan } from './causes/cause-plan.ts';
import { columnNames } from './inputs/column-names.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { refuseBesideCauses, refuseBesideSlices, refuseUncounted } from './kept-states.ts';
import type { AskedStates } from './kept-states.ts';
import type { ColumnNames } from './plan.ts';
import { predictionNames } from './inputs/predictions.ts';
import { slicePlan } from './slices/slice-options.ts';
import type { SliceOptions } from './slices/slice-options.ts';
import type { SlicePlan } from './slices/slice-plan.ts';
import { parseWhere } from './where/parse-where.ts';
import type { WhereNode } from './where/where-syntax.ts';

/** The options that say what is asked of the rows, and which of them must go together. */
export interface AskedOptions
  extends
    SliceOptions,
    CauseOptions,
    AskedStates,
    Pick<EvaluateOptions, 'columns' | 'policies' | 'where' | 'sum' | 'baseline'> {
  /** Whether several predictions are compared with one of them; they are if it is not given, and no report is. */
  readonly compares?: boolean;
}

/** What is asked of the rows, known before any of them is read. */
export interface AskedJob {
  readonly names: ColumnNames;
  readonly predictions: readonly [string, ...string[]];
  readonly policies: RowPolicies;
  readonly where: WhereNode | null;
  readonly slices: SlicePlan | null;
  readonly causes: CausePlan | null;
  /** What is compared with; null if nothing is. */
  readonly baseline: BaselineSource | null;
}

/**
 * The job behind the options. Whatever does not go together is refused here, whoever asks for it.
 * @param paths  of the inputs, or the texts that stand for them: what is read once is told by them
 * @throws       E_ARGUMENT, E_BASELINE, E_WHERE, E_ROW_VALUES
 */
export function askedJob(
  options: AskedOptions,
  losses: readonly Measure[],
  paths: readonly string[],
): AskedJob {
  const { columns = {}, where } = options;
  const { nulls = strictPolicies.nulls, nans = strictPolicies.nans } = options.policies ?? {};
  const policies = { nulls, nans };
  const baseline = options.baseline === undefined ? null : baselineSource(options.baseline);
  const column = baseline?.kind === 'column' ? baseline.column : null;
  const predictions = predictionNames(columns.prediction, column);
  const names = columnNames(columns, predictions[0], losses);
  const { compares = baseline?.kind !== 'report' } = options;
  const compared =
    compares && predictions.length > 1 ? Math.max(0, predictions.indexOf(column ?? predictions[0])) : null;
  const slices = slicePlan(options, compared);
  refuseBesideSlices(predictions, slices, options);
  const causes = causePlan(options, losses, policies, paths);
  if (causes !== null) refuseBesideCauses(causeOption(options) ?? '', predictions);
  refuseUncounted(paths, options);
  const condition = where === undefined ? null : parseWhere(where);
  return { names, predictions, policies, where: condition, slices, causes, baseline };
}
