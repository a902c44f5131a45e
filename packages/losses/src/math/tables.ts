import { EXP_ROWS, STEPS_PER_UNIT, STEP_HIGH, STEP_LOW } from './exp-table.ts';
import { LOG_REDUCTIONS } from './log-reduction.ts';
import { LN2_HIGH, LN2_LOW } from './log-table.ts';

/** What `exp` and `log` look up, for backends that compute them in another language with the same bits. */
export interface MathTables {
  readonly stepsPerUnit: number;
  readonly stepHigh: number;
  readonly stepLow: number;
  /** 256 rows of the power 2^(j/256) as a double, and the rest. */
  readonly expRows: Float64Array;
  readonly ln2High: number;
  readonly ln2Low: number;
  /** 256 rows of an interval's start, inverse, start · inverse − 1, and −ln(inverse) as high and low. */
  readonly logRows: Float64Array;
}

export const mathTables: MathTables = {
  stepsPerUnit: STEPS_PER_UNIT,
  stepHigh: STEP_HIGH,
  stepLow: STEP_LOW,
  expRows: EXP_ROWS,
  ln2High: LN2_HIGH,
  ln2Low: LN2_LOW,
  logRows: LOG_REDUCTIONS,
};
