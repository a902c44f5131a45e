import type { Provenance, Result } from '../report.ts';
import { calibrationTable, histogramTable, worstTable } from './cause-tables.ts';
import { comparisonTable } from './comparison-table.ts';
import { detailTables } from './detail-tables.ts';
import { gateTable } from './gate-table.ts';
import { sliceTables } from './slice-table.ts';
import type { Table } from './table.ts';

/** All that a report has beside its losses, in the order in which one reads it; the gates, its verdict, are last. */
export function furtherTables(result: Result, { baseline }: Pick<Provenance, 'baseline'>): readonly Table[] {
  const { comparison, losses, calibration = [], histograms = [], worst = [], gates } = result;
  return [
    ...losses.flatMap(detailTables),
    ...(comparison === undefined ? [] : [comparisonTable(comparison, losses, baseline?.differences)]),
    ...sliceTables(result),
    ...calibration.map(calibrationTable),
    ...histograms.map(histogramTable),
    ...worst.map(worstTable),
    ...(gates === undefined ? [] : [gateTable(gates)]),
  ];
}
