import type { LossReport } from '../result/report.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Cell, Table, TableColumn } from './table.ts';
import { boundsOf, intervalText, intervalTitle, lossText, shortNumber, valueText } from './words.ts';

/** A column beside the value that only some losses need. */
interface Extra {
  readonly column: TableColumn;
  readonly cellOf: (loss: LossReport) => Cell;
}

function extrasOf(losses: readonly LossReport[]): readonly Extra[] {
  const extras: Extra[] = [];
  if (losses.some((loss) => boundsOf(loss) !== undefined)) {
    extras.push({
      column: numberColumn('within'),
      cellOf: (loss) => {
        const bounds = boundsOf(loss);
        return cell(bounds === undefined ? '' : intervalText(bounds));
      },
    });
  }
  const interval = losses.find((loss) => loss.interval !== undefined)?.interval;
  if (interval !== undefined) {
    extras.push(
      {
        column: numberColumn('standard error'),
        cellOf: (loss) =>
          numberCell(
            loss.interval?.standardError ?? null,
            loss.interval === undefined ? '' : shortNumber(loss.interval.standardError),
          ),
      },
      {
        column: numberColumn(intervalTitle(interval)),
        cellOf: (loss) => cell(loss.interval === undefined ? '' : intervalText(loss.interval)),
      },
    );
  }
  return extras;
}

/** Each loss with its value to the last digit, and how sure that is. */
export function lossTable(losses: readonly LossReport[]): Table {
  const extras = extrasOf(losses);
  return {
    title: 'Losses',
    columns: [
      textColumn('loss'),
      numberColumn('value'),
      ...extras.map(({ column }) => column),
      numberColumn('rows'),
    ],
    rows: losses.map((loss) => [
      cell(lossText(loss)),
      numberCell(loss.value, valueText(loss), ...(loss.state === 'ok' ? [] : (['bad'] as const))),
      ...extras.map(({ cellOf }) => cellOf(loss)),
      numberCell(loss.rows.used, String(loss.rows.used)),
    ]),
  };
}
