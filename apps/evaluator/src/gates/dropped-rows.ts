import type { Result } from '../result/report.ts';
import type { GateResult } from '../result/report-sections.ts';
import { ledgerText } from '../reports/ledger.ts';
import { lossText } from '../reports/words.ts';

const percentText = (share: number): string => `${Number((share * 100).toPrecision(6))}%`;

/** The gate on rows that were read and not used, by the loss that used the fewest. What a condition left out is not lost. */
export function measureDropped(most: number, { losses }: Result): GateResult {
  const expression = `dropped <= ${percentText(most)}`;
  const shares = losses.map(
    ({ rows: { read, used, filtered = 0 } }) => (read - filtered - used) / (read - filtered),
  );
  const actual = Math.max(...shares);
  const worst = losses[shares.indexOf(actual)];
  if (worst === undefined || Number.isNaN(actual)) {
    const reason = losses.some(({ rows }) => rows.read > 0)
      ? 'no row meets the condition'
      : 'no rows were read';
    return { expression, status: 'fail', actual: null, threshold: most, reason };
  }
  if (actual <= most) return { expression, status: 'pass', actual, threshold: most, reason: null };
  const reason = `${percentText(actual)} were not used for ${lossText(worst)}: ${ledgerText(worst.rows)}`;
  return { expression, status: 'fail', actual, threshold: most, reason };
}
