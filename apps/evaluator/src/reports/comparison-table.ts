import type { LossReport } from '../report.ts';
import type { Comparison, LossComparison } from '../report-sections.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Cell, Table, Tone } from './table.ts';
import { intervalText, intervalTitle, lossText, shortNumber, signedNumber, signedPercent } from './words.ts';

const tones: Readonly<Record<NonNullable<LossComparison['verdict']>, Tone>> = {
  better: 'good',
  worse: 'bad',
  same: 'dim',
};

/** `better`, or why nobody can say. */
function verdictCell({ verdict, reason }: LossComparison): Cell {
  return verdict === null ? cell(reason ?? 'none', 'warn') : cell(verdict, tones[verdict]);
}

/** The change in percent, coloured by whether it is for the better. */
export function changeCell(compared: LossComparison | undefined): Cell {
  if (compared === undefined) return cell('');
  const { relative, verdict, difference } = compared;
  const text =
    difference === null ? 'none' : relative === null ? signedNumber(difference) : signedPercent(relative);
  return numberCell(relative, text, ...(verdict === null ? [] : ([tones[verdict]] as const)));
}

export function comparisonTitle({ with: other }: Comparison): string {
  return other.kind === 'report' ? 'Against the earlier report' : `Against column ${other.column}`;
}

/** Each loss beside the baseline's. `losses` are those of the report, in the same order. */
export function comparisonTable(comparison: Comparison, losses: readonly LossReport[]): Table {
  const interval = comparison.losses.find((compared) => compared.interval !== undefined)?.interval;
  return {
    title: comparisonTitle(comparison),
    columns: [
      textColumn('loss'),
      numberColumn('baseline'),
      numberColumn('now'),
      numberColumn('difference'),
      ...(interval === undefined ? [] : [numberColumn(intervalTitle(interval))]),
      numberColumn('relative'),
      textColumn('verdict'),
    ],
    rows: comparison.losses.map((compared, i) => {
      const now = losses[i]?.value ?? null;
      const { baseline, difference } = compared;
      return [
        cell(lossText(compared)),
        numberCell(baseline, shortNumber(baseline)),
        numberCell(now, shortNumber(now)),
        numberCell(difference, signedNumber(difference)),
        ...(interval === undefined
          ? []
          : [cell(compared.interval === undefined ? '' : intervalText(compared.interval))]),
        numberCell(compared.relative, signedPercent(compared.relative)),
        verdictCell(compared),
      ];
    }),
  };
}
