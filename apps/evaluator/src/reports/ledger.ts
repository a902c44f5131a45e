import type { LossReport, RowLedger } from '../result/report.ts';
import { countText, lossText } from './words.ts';

/** Fates of rows that are read and not used, in words. */
const droppedWords: Readonly<Record<string, string>> = {
  filtered: 'filtered',
  zeroWeight: 'weight 0',
  null: 'null',
  nan: 'NaN',
  infinite: 'infinite',
  ignored: 'ignored label',
};

/** Members of the ledger that are no fates: the total, and parts of `used`. */
const otherMembers: ReadonlySet<string> = new Set(['read', 'used', 'clipped', 'unnormalised']);

type Fate = readonly [fate: string, words: string, rows: number];

/** Rows by what became of them, the used ones first. */
export function fatesOf(rows: RowLedger): readonly Fate[] {
  const dropped = Object.entries(rows).flatMap(([fate, count]) =>
    otherMembers.has(fate) ? [] : [[fate, droppedWords[fate] ?? fate, count] as const],
  );
  return [['used', 'used', rows.used], ...dropped];
}

/** The fates that some rows met, and `used`. */
export function metFates(rows: RowLedger): readonly Fate[] {
  return fatesOf(rows).filter(([fate, , count]) => fate === 'used' || count > 0);
}

/** `5 rows = 3 used + 2 null`; empty if all were used. */
export function ledgerText(rows: RowLedger): string {
  const fates = metFates(rows);
  if (fates.length === 1) return '';
  return `${countText(rows.read)} = ${fates.map(([, words, count]) => `${count} ${words}`).join(' + ')}`;
}

/** What became of rows that were not used; one line where it is the same for all losses. */
export function ledgerLines(losses: readonly LossReport[]): readonly string[] {
  const lines = losses.map((loss) => [lossText(loss), ledgerText(loss.rows)] as const);
  const distinct = new Set(lines.map(([, text]) => text));
  if (distinct.size === 1) return [...distinct].filter((text) => text !== '');
  return lines.flatMap(([name, text]) => (text === '' ? [] : [`${name}: ${text}`]));
}
