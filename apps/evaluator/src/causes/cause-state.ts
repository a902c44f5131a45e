import { emptyLossState, mergeLossStates } from '@offmark/losses';
import type { LossState } from '@offmark/losses';
import { itemAt } from '../item-at.ts';
import type { SliceValue } from '../result/report-sections.ts';
import type { CausePlan } from './cause-plan.ts';

/** A row by its place in all inputs. */
export interface KeptRow {
  /** The row's number over all inputs, but for gaps between them: what comes first is smaller. */
  readonly order: number;
  readonly path: string;
  readonly batch: number;
  /** Within its input. */
  readonly row: number;
}

/** A row that may be among those with the largest loss. */
export interface WorstRow extends KeptRow {
  /** May be infinite. */
  readonly value: number;
  /** null where rows have no weights. */
  readonly weight: number | null;
  /** Of the columns that are kept; texts that the thread knows by number only are numbers still. */
  readonly shown: readonly SliceValue[];
}

/** A value for which a row is not used. */
export interface BadRow extends KeptRow {
  readonly column: string;
  /** Its place in a list; null where there is none. */
  readonly index: number | null;
  /** null, NaN or ±∞. */
  readonly value: number | null;
}

/** What is kept of single rows. Plain data. */
export interface CauseState {
  /** By loss: the rows with the largest value, as `compareWorst` orders them, and how many there may be. */
  readonly worst: readonly (readonly WorstRow[])[];
  readonly mostWorst: number;
  /** The first values for which rows are not used, in their order, and how many there may be. */
  readonly bad: readonly BadRow[];
  readonly mostBad: number;
  /** What was gathered for the histograms, then for calibration. */
  readonly distributions: readonly LossState[];
}

/** The larger value first, then the earlier row. */
export function compareWorst(a: WorstRow, b: WorstRow): number {
  return a.value === b.value ? a.order - b.order : b.value > a.value ? 1 : -1;
}

/** The state of no rows. */
export function emptyCauseState(plan: CausePlan, losses: number): CauseState {
  const { worst, listBad, histograms, calibration } = plan;
  const distributions = histograms.length + (calibration === 0 ? 0 : 1);
  return {
    mostWorst: worst,
    worst: Array.from({ length: losses }, () => []),
    mostBad: listBad,
    bad: [],
    distributions: Array.from({ length: distributions }, () => emptyLossState),
  };
}

/** Merges the states of two runs of rows, `a` before `b`. */
export function mergeCauseStates(a: CauseState, b: CauseState): CauseState {
  return {
    mostWorst: a.mostWorst,
    worst: a.worst.map((rows, i) =>
      [...rows, ...(b.worst[i] ?? [])].toSorted(compareWorst).slice(0, a.mostWorst),
    ),
    mostBad: a.mostBad,
    bad: [...a.bad, ...b.bad].slice(0, a.mostBad),
    distributions: a.distributions.map((state, i) => mergeLossStates(state, itemAt(b.distributions, i))),
  };
}
