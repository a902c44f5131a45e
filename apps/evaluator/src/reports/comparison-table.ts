import type { LossReport } from '../result/report.ts';
import type { Comparison, LossComparison, PlanDifference } from '../result/report-sections.ts';
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

const countCell = (count: number | undefined): Cell =>
  count === undefined ? cell('') : numberCell(count, String(count));

export function comparisonTitle({ with: other }: Comparison): string {
  return other.kind === 'report' ? 'Against the earlier report' : `Against column ${other.column}`;
}

/** What a loss is compared with; a prediction that others are compared with has nothing. */
export function comparisonOf(
  loss: LossReport,
  compared: readonly LossComparison[],
): LossComparison | undefined {
  return compared.find((other) => isSame(loss, other));
}

type Named = Pick<LossReport, 'loss' | 'parameters' | 'prediction'>;

const isSame = (a: Named, b: Named): boolean =>
  a.loss === b.loss &&
  a.prediction === b.prediction &&
  JSON.stringify(a.parameters) === JSON.stringify(b.parameters);

/**
 * Each loss beside the baseline's.
 * @param losses       those of the report
 * @param differences  what else the baseline was evaluated by
 */
export function comparisonTable(
  comparison: Comparison,
  losses: readonly LossReport[],
  differences: readonly PlanDifference[] = [],
): Table {
  const interval = comparison.losses.find((compared) => compared.interval !== undefined)?.interval;
  const hasUnpaired = comparison.losses.some(({ rows }) => rows !== undefined && rows.unpaired > 0);
  return {
    title: comparisonTitle(comparison),
    ...(differences.length === 0
      ? {}
      : { note: `which differs in ${differences.map(({ what }) => what).join(', ')}` }),
    columns: [
      textColumn('loss'),
      numberColumn('baseline'),
      numberColumn('now'),
      numberColumn('difference'),
      ...(interval === undefined ? [] : [numberColumn(intervalTitle(interval))]),
      numberColumn('relative'),
      textColumn('verdict'),
      ...(hasUnpaired ? [numberColumn('rows'), numberColumn('left out')] : []),
    ],
    rows: comparison.losses.map((compared) => {
      const own = losses.find((loss) => isSame(loss, compared))?.value ?? null;
      const now = compared.value === undefined ? own : compared.value;
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
        ...(hasUnpaired ? [countCell(compared.rows?.used), countCell(compared.rows?.unpaired)] : []),
      ];
    }),
  };
}
