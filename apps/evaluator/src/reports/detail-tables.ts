import { perClass } from '../result/report.ts';
import type { LossReport } from '../result/report.ts';
import type { JsonValue } from '../result/report-sections.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Cell, Table } from './table.ts';
import { boundsOf, lossText, shortNumber } from './words.ts';

type Members = { readonly [name: string]: JsonValue };

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isMembers = (value: JsonValue): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueCell(value: JsonValue): Cell {
  if (typeof value === 'number') return numberCell(value, shortNumber(value));
  return cell(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A list of lists is a matrix, a list of objects a table, any other list one row of values. */
function listTable(title: string, list: readonly JsonValue[], names: readonly string[] | null): Table {
  const nameOf = (k: number): string => names?.[k] ?? String(k);
  if (list.length > 0 && list.every(isMembers)) {
    const members = Object.keys(list[0] ?? {});
    const classes = names === null ? [] : [textColumn('class')];
    return {
      title,
      columns: [...classes, ...members.map(numberColumn)],
      rows: list.map((item, k) => [
        ...classes.map(() => cell(nameOf(k), 'dim')),
        ...members.map((member) => valueCell(item[member] ?? null)),
      ]),
    };
  }
  if (list.length > 0 && list.every(isList)) {
    const width = Math.max(...list.map(({ length }) => length));
    return {
      title,
      columns: [
        names === null ? numberColumn('') : textColumn(''),
        ...Array.from({ length: width }, (_, k) => numberColumn(nameOf(k))),
      ],
      rows: list.map((row, k) => [cell(nameOf(k), 'dim'), ...row.map(valueCell)]),
    };
  }
  return { title, columns: list.map((_, i) => numberColumn(String(i))), rows: [list.map(valueCell)] };
}

/**
 * What a loss tells beside its value. Bounds stand beside the value already.
 * @param classes  what the classes are called, as far as that is known; others have their number
 */
export function detailTables(loss: LossReport, classes: readonly string[]): readonly Table[] {
  const name = lossText(loss);
  const bounds = boundsOf(loss) === undefined ? [] : ['low', 'high'];
  const members = Object.entries(loss.details ?? {}).filter(([member]) => !bounds.includes(member));
  const lists = members.flatMap(([member, value]) =>
    isList(value) && value.length > 0
      ? [listTable(`${name}: ${member}`, value, perClass.includes(member) ? classes : null)]
      : [],
  );
  const single = members.filter(([, value]) => !isList(value) && !isMembers(value));
  const nested = members.flatMap(([member, value]) =>
    isMembers(value) ? [membersTable(`${name}: ${member}`, Object.entries(value))] : [],
  );
  return single.length === 0
    ? [...nested, ...lists]
    : [membersTable(`${name}: details`, single), ...nested, ...lists];
}

function membersTable(title: string, members: readonly (readonly [string, JsonValue])[]): Table {
  return {
    title,
    columns: members.map(([member]) => numberColumn(member)),
    rows: [members.map(([, value]) => valueCell(value))],
  };
}
