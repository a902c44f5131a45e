import type { Measure } from '@offmark/losses';
import { itemAt } from '../item-at.ts';
import type { Result } from '../result/report.ts';
import { badNames } from '../result/report-sections.ts';
import type { BadValue, SliceValue, WorstRows } from '../result/report-sections.ts';
import type { ScanState } from '../scan/scan-state.ts';
import type { CausePlan } from './cause-plan.ts';
import { calibrationSections, histogramSections } from './distribution-report.ts';
import { emptyCauseState } from './cause-state.ts';
import type { BadRow, WorstRow } from './cause-state.ts';

/** The values of the shown columns in some rows of an input, by the rows' numbers. */
export type ShownOf = (path: string, rows: readonly number[]) => ReadonlyMap<number, readonly SliceValue[]>;

/** What of a plan the report of single rows depends on. */
export interface CauseParts {
  readonly plan: CausePlan;
  readonly losses: readonly Measure[];
  /** The columns to show. */
  readonly show: readonly string[];
  /** The column of predictions, and what classes are called, if they are called anything. */
  readonly prediction: string;
  readonly classNames: readonly string[] | null;
  /** Reads them where they were not kept. */
  readonly shownOf: ShownOf;
}

/** What a report says of single rows, and how they spread. */
type CauseSections = Pick<Result, 'worst' | 'badValues' | 'histograms' | 'calibration'>;

/** The sections of a report that say where a loss comes from. */
export function causeSections(state: ScanState, parts: CauseParts): CauseSections {
  const { causes = emptyCauseState(parts.plan, parts.losses.length) } = state;
  const complete = withShown(causes.worst, parts);
  const worst = complete.map((rows, i) => worstRows(itemAt(parts.losses, i), rows, parts.show));
  return {
    ...(causes.mostWorst === 0 ? {} : { worst }),
    ...(causes.mostBad === 0 ? {} : { badValues: causes.bad.map(badValue) }),
    ...(parts.plan.histograms.length === 0 ? {} : { histograms: histogramSections(causes, parts) }),
    ...(parts.plan.calibration === 0 ? {} : { calibration: calibrationSections(causes, parts) }),
  };
}

function badValue({ path, batch, row, column, index, value }: BadRow): BadValue {
  const name = value === null ? null : badNames.find((known) => Object.is(Number(known), value));
  return { path, batch, row, column, ...(index === null ? {} : { index }), value: name ?? null };
}

function worstRows(loss: Measure, rows: readonly WorstRow[], show: readonly string[]): WorstRows {
  return {
    loss: loss.name,
    parameters: loss.parameterValues,
    rows: rows.map(({ path, batch, row, value, weight, shown }) => ({
      path,
      batch,
      row,
      value: Number.isFinite(value) ? value : null,
      ...(weight === null ? {} : { weight }),
      columns: Object.fromEntries(show.map((name, i) => [name, shown[i] ?? null])),
    })),
  };
}

/** The rows with the values of the shown columns: each row of an input is read once. */
export function withShown(
  worst: readonly (readonly WorstRow[])[],
  { show, shownOf }: Pick<CauseParts, 'show' | 'shownOf'>,
): readonly (readonly WorstRow[])[] {
  const missing = worst.flat().filter(({ shown }) => shown.length < show.length);
  const byPath = new Map(
    [...new Set(missing.map(({ path }) => path))].map((path) => {
      const rows = missing.flatMap((row) => (row.path === path ? [row.row] : []));
      return [path, shownOf(path, [...new Set(rows)])] as const;
    }),
  );
  return worst.map((rows) =>
    rows.map((row) => ({ ...row, shown: byPath.get(row.path)?.get(row.row) ?? row.shown })),
  );
}
