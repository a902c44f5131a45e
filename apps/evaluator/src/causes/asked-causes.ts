import type { Measure, RowPolicies } from '@offmark/losses';
import { causePlan } from './cause-options.ts';
import type { CauseOptions, CausePlan } from './cause-plan.ts';

/** What is asked of single rows, as partial states tell it: each option, null where it was not given. Plain data. */
export interface AskedCauses {
  readonly worst: number | null;
  readonly show: readonly string[];
  readonly listBad: number | null;
  readonly histogram: true | readonly string[] | null;
  readonly calibration: number | null;
}

/** What was asked; null if nothing is. */
export function askedCauses(plan: CausePlan | null, options: CauseOptions): AskedCauses | null {
  if (plan === null) return null;
  const { worst = null, show = [], listBad = null, histogram = null, calibration = null } = options;
  return { worst, show, listBad, histogram, calibration };
}

/** The same as options of a job. */
export function causeOptionsOf({ worst, show, listBad, histogram, calibration }: AskedCauses): CauseOptions {
  return {
    ...(worst === null ? {} : { worst, show }),
    ...(listBad === null ? {} : { listBad }),
    ...(histogram === null ? {} : { histogram }),
    ...(calibration === null ? {} : { calibration }),
  };
}

/** The plan behind them. @throws E_ARGUMENT, E_ROW_VALUES for options that do not go together */
export function causePlanOf(
  asked: AskedCauses | undefined,
  losses: readonly Measure[],
  policies: RowPolicies,
): CausePlan | null {
  return asked === undefined ? null : causePlan(causeOptionsOf(asked), losses, policies, []);
}
