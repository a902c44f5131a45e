import type { Provenance, Result } from '../result/report.ts';
import { badTable, calibrationTable, histogramTable, worstTable } from './cause-tables.ts';
import { comparisonTable } from './comparison-table.ts';
import { detailTables } from './detail-tables.ts';
import { gateTable } from './gate-table.ts';
import { sliceTables } from './slice-table.ts';
import type { Table } from './table.ts';

/** All that a report has beside its losses, in the order in which one reads it; the gates, its verdict, are last. */
export function furtherTables(result: Result, { baseline }: Pick<Provenance, 'baseline'>): readonly Table[] {
  const {
    comparison,
    classes = [],
    losses,
    calibration = [],
    histograms = [],
    worst = [],
    badValues,
    gates,
  } = result;
  return [
    ...losses.flatMap((loss) => detailTables(loss, classes)),
    ...(comparison === undefined ? [] : [comparisonTable(comparison, losses, baseline?.differences)]),
    ...sliceTables(result),
    ...calibration.map(calibrationTable),
    ...histograms.map(histogramTable),
    ...worst.map(worstTable),
    ...(badValues === undefined ? [] : [badTable(badValues)]),
    ...(gates === undefined ? [] : [gateTable(gates)]),
  ];
}
