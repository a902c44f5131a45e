import type { TextTable } from '@offmark/arrow-ipc/rows';
import type { SliceValue } from '../result/report-sections.ts';
import type { ScanState } from '../scan/scan-state.ts';

/** A state in which texts that the thread knew by number only are texts. */
export function withTexts(
  state: ScanState,
  kept: readonly string[],
  texts: (column: string) => TextTable | null,
): ScanState {
  const { causes } = state;
  if (causes === undefined || kept.length === 0) return state;
  const tables = kept.map(texts);
  const shownOf = (value: SliceValue, i: number): SliceValue =>
    typeof value === 'number' ? (tables[i]?.text(value) ?? value) : value;
  const worst = causes.worst.map((rows) => rows.map((row) => ({ ...row, shown: row.shown.map(shownOf) })));
  return { ...state, causes: { ...causes, worst } };
}
