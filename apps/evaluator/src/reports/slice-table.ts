import type { Result, Slice, SliceGrouping, SliceLoss } from '../result/report.ts';
import type { LossComparison } from '../result/report-sections.ts';
import { changeCell, comparisonOf } from './comparison-table.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Cell, Table, TableColumn } from './table.ts';
import {
  countText,
  intervalText,
  lossText,
  missingWords,
  percentText,
  shortNumber,
  sliceValueText,
} from './words.ts';

/** What the cells of a loss are made of, in a slice. */
interface SliceCells {
  readonly loss: SliceLoss | undefined;
  readonly compared: LossComparison | undefined;
}

/** Which columns of rows a grouping needs. */
interface RowColumns {
  /** Of those that were read: somewhere some of them were not used. */
  readonly read: boolean;
  /** Of those that were used, for each loss: somewhere they are not the same for all. */
  readonly byLoss: boolean;
}

function rowColumnsOf({ slices, other }: SliceGrouping): RowColumns {
  const all = other === undefined ? slices : [...slices, other];
  return {
    read: all.some(({ rows, losses }) => losses.some((loss) => loss.rows.used !== rows.read)),
    byLoss: all.some(({ losses }) => losses.some((loss) => loss.rows.used !== losses[0]?.rows.used)),
  };
}

function lossColumns(loss: SliceLoss, compares: boolean, hasRows: boolean): readonly TableColumn[] {
  const name = lossText(loss);
  return [
    ...(hasRows ? [numberColumn(`rows of ${name}`)] : []),
    numberColumn(name),
    ...(loss.interval === undefined ? [] : [numberColumn('interval')]),
    ...(compares ? [numberColumn('change')] : []),
    ...(loss.share === undefined ? [] : [numberColumn(`share of ${name}`)]),
  ];
}

const rowsCell = (rows: number): Cell => numberCell(rows, String(rows));

function lossCells(
  { loss, compared }: SliceCells,
  hasInterval: boolean,
  compares: boolean,
  hasRows: boolean,
): readonly Cell[] {
  if (loss === undefined) return [];
  const [word] = missingWords(loss) ?? [];
  const value =
    word === undefined ? numberCell(loss.value, shortNumber(loss.value)) : numberCell(null, word, 'bad');
  return [
    ...(hasRows ? [rowsCell(loss.rows.used)] : []),
    value,
    ...(hasInterval ? [cell(loss.interval === undefined ? '' : intervalText(loss.interval))] : []),
    ...(compares ? [changeCell(compared)] : []),
    ...(loss.share === undefined ? [] : [numberCell(loss.share, percentText(loss.share))]),
  ];
}

function comparedAt(loss: SliceLoss | undefined, compared: readonly LossComparison[] = []): SliceCells {
  return { loss, compared: loss && comparisonOf(loss, compared) };
}

function groupingTable(
  grouping: SliceGrouping,
  compared: readonly { readonly losses: readonly LossComparison[] }[] | undefined,
): Table {
  const { by, distinct, slices, other } = grouping;
  const shape = slices[0]?.losses ?? other?.losses ?? [];
  const compares = shape.map(
    (loss) => compared?.some(({ losses }) => comparisonOf(loss, losses) !== undefined) ?? false,
  );
  const { read, byLoss } = rowColumnsOf(grouping);
  const cellsOf = (
    keys: readonly Cell[],
    { rows, losses }: Pick<Slice, 'rows' | 'losses'>,
    at: number,
  ): readonly Cell[] => [
    ...keys,
    ...(read ? [rowsCell(rows.read)] : []),
    ...(byLoss ? [] : [rowsCell(losses[0]?.rows.used ?? rows.read)]),
    ...shape.flatMap(({ interval }, i) =>
      lossCells(
        comparedAt(losses[i], compared?.[at]?.losses),
        interval !== undefined,
        compares[i] === true,
        byLoss,
      ),
    ),
  ];
  const rows = slices.map((slice, at) =>
    cellsOf(
      by.map((_, i) => cell(sliceValueText(slice.key[i] ?? null))),
      slice,
      at,
    ),
  );
  const others = by.map((_, i) => cell(i === 0 ? `other (${other?.count ?? 0})` : '', 'dim'));
  return {
    title: `By ${by.join(', ')}`,
    note: countText(distinct, 'slice'),
    columns: [
      ...by.map(textColumn),
      ...(read ? [numberColumn('rows read')] : []),
      ...(byLoss ? [] : [numberColumn('rows')]),
      ...shape.flatMap((loss, i) => lossColumns(loss, compares[i] === true, byLoss)),
    ],
    rows,
    ...(other === undefined ? {} : { footer: cellsOf(others, other, -1) }),
  };
}

/** A table for each grouping: its slices, their losses and what they add to the total. */
export function sliceTables({ slices = [], comparison }: Result): readonly Table[] {
  return slices.map((grouping, i) => groupingTable(grouping, comparison?.slices?.[i]?.slices));
}
