import type { LossReport } from '../report.ts';
import type { JsonValue } from '../report-sections.ts';
import { cell, numberCell, numberColumn } from './table.ts';
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
function listTable(title: string, list: readonly JsonValue[]): Table {
  if (list.length > 0 && list.every(isMembers)) {
    const names = Object.keys(list[0] ?? {});
    return {
      title,
      columns: names.map(numberColumn),
      rows: list.map((item) => names.map((name) => valueCell(item[name] ?? null))),
    };
  }
  if (list.length > 0 && list.every(isList)) {
    const width = Math.max(...list.map(({ length }) => length));
    return {
      title,
      columns: [numberColumn(''), ...Array.from({ length: width }, (_, i) => numberColumn(String(i)))],
      rows: list.map((row, i) => [cell(String(i), 'dim'), ...row.map(valueCell)]),
    };
  }
  return { title, columns: list.map((_, i) => numberColumn(String(i))), rows: [list.map(valueCell)] };
}

/** What a loss tells beside its value. Bounds stand beside the value already. */
export function detailTables(loss: LossReport): readonly Table[] {
  const name = lossText(loss);
  const bounds = boundsOf(loss) === undefined ? [] : ['low', 'high'];
  const members = Object.entries(loss.details ?? {}).filter(([member]) => !bounds.includes(member));
  const lists = members.flatMap(([member, value]) =>
    isList(value) && value.length > 0 ? [listTable(`${name}: ${member}`, value)] : [],
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
