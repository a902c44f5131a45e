import { fieldsOf, listAt, refuse } from '../loss/state-fields.ts';
import type { Fields } from '../loss/state-fields.ts';
import { columnOf, columnTexts } from '../sums/index.ts';
import type { ExactColumn } from '../sums/index.ts';
import { countFields, exactNames, momentFields, pairNames } from './group-fields.ts';
import type { ExactFields, ExactName, GroupField, GroupFields, ReducedGroups } from './group-fields.ts';
import type { GroupedStates } from './grouped-states.ts';
import { reducedGroupsAt } from './reduced-json.ts';
import type { ReducedShape } from './reduced-json.ts';

/** A number as JSON has it; text for what JSON has no number for. */
type JsonNumber = number | string;

/** `GroupedStates` as JSON: equal states are equal texts. */
export interface GroupedJson {
  readonly groups: readonly number[];
  readonly rows: readonly number[];
  readonly losses: readonly Readonly<Record<string, readonly JsonNumber[]>>[];
  readonly exact?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly reduced?: readonly ReducedGroups[];
}

const pairFields = pairNames.flatMap(
  (name) => [`${name}.high`, `${name}.low`, `${name}.wraps`] as const satisfies GroupField[],
);
/** In the order in which they are written; those that are left out where they are 0 in all groups come first. */
const sparseFields: readonly GroupField[] = [...countFields, 'total.wraps', 'weight.wraps'];
const fieldOrder: readonly GroupField[] = [
  ...sparseFields,
  ...pairFields.filter((field) => !sparseFields.includes(field)),
  ...momentFields,
];

/** Moments that outgrew doubles are infinite, or no numbers. */
const jsonNumber = (x: number): JsonNumber => (Number.isFinite(x) ? 0 + x : String(x));

function fieldsJson(fields: GroupFields): Readonly<Record<string, readonly JsonNumber[]>> {
  const entries = fieldOrder.flatMap((name) => {
    const numbers = fields[name];
    const isLeftOut = numbers === undefined || (sparseFields.includes(name) && numbers.every((x) => x === 0));
    return isLeftOut ? [] : [[name, Array.from(numbers, jsonNumber)] as const];
  });
  return Object.fromEntries(entries);
}

function exactJson(columns: ExactFields): Readonly<Record<string, readonly string[]>> {
  const entries = exactNames.flatMap((name) => {
    const column = columns[name];
    return column === undefined ? [] : [[name, columnTexts(column)] as const];
  });
  return Object.fromEntries(entries);
}

/** The states as JSON. */
export function groupedJson({ groups, rows, losses, exact, reduced }: GroupedStates): GroupedJson {
  const isEmpty = groups.length === 0;
  return {
    groups: [...groups],
    rows: [...rows],
    losses: losses.map((fields) => (isEmpty ? {} : fieldsJson(fields))),
    ...(exact === undefined
      ? {}
      : { exact: losses.map((_, i) => exactJson(isEmpty ? {} : (exact[i] ?? {}))) }),
    ...(reduced === undefined || isEmpty ? {} : { reduced }),
  };
}

/** What tells how states of groups are read. */
export interface GroupedShape extends ReducedShape {
  /** One more than the largest number of a group. */
  readonly groups: number;
  /** Whether they keep what standard errors are made of. */
  readonly moments: boolean;
}

function groupsAt(fields: Fields, place: string, most: number): Int32Array {
  const { groups } = fields;
  if (!Array.isArray(groups)) return refuse(`${place}.groups`, 'a list', groups);
  let before = -1;
  return Int32Array.from(groups, (group: unknown, i) => {
    if (typeof group !== 'number' || !Number.isInteger(group) || group <= before || group >= most)
      return refuse(`${place}.groups[${i}]`, `a whole number above ${before} and below ${most}`, group);
    before = group;
    return group;
  });
}

function countsIn(list: readonly unknown[], least: number, place: string): Float64Array {
  return Float64Array.from(list, (x, i) =>
    typeof x === 'number' && Number.isSafeInteger(x) && x >= least
      ? x
      : refuse(`${place}[${i}]`, `a whole number of at least ${least}`, x),
  );
}

function finitesIn(list: readonly unknown[], place: string): Float64Array {
  return Float64Array.from(list, (x, i) =>
    typeof x === 'number' && Number.isFinite(x) ? x : refuse(`${place}[${i}]`, 'a finite number', x),
  );
}

const outgrown: ReadonlyMap<unknown, number> = new Map([Infinity, -Infinity, NaN].map((x) => [String(x), x]));

function numbersIn(list: readonly unknown[], place: string): Float64Array {
  return Float64Array.from(list, (x, i) => {
    const number = typeof x === 'number' ? x : outgrown.get(x);
    return number ?? refuse(`${place}[${i}]`, 'a number', x);
  });
}

function readField(name: GroupField, list: readonly unknown[], place: string): Float64Array {
  if (countFields.some((field) => field === name)) return countsIn(list, 0, place);
  return momentFields.some((field) => field === name) ? numbersIn(list, place) : finitesIn(list, place);
}

/** Whether a loss's fields must be there, by the way that sums are made. */
function neededFields({ sum, moments }: GroupedShape): readonly GroupField[] {
  if (sum === 'exact') return [];
  return ['total.high', 'total.low', ...(moments ? momentFields : [])];
}

function groupFieldsAt(value: unknown, place: string, length: number, shape: GroupedShape): GroupFields {
  const fields = fieldsOf(value, place);
  const needed = length === 0 ? [] : neededFields(shape);
  const known = shape.sum === 'exact' ? countFields : fieldOrder;
  const strange = Object.keys(fields).find((name) => !known.some((field) => field === name));
  if (strange !== undefined)
    refuse(place, `fields of ${shape.sum === 'exact' ? 'exact' : 'compensated'} sums`, strange);
  const out: Partial<Record<GroupField, Float64Array>> = {};
  for (const name of known) {
    if (fields[name] === undefined && !needed.includes(name)) continue;
    out[name] = readField(name, listAt(fields, name, place, length), `${place}.${name}`);
  }
  if ((out['weight.high'] === undefined) !== (out['weight.low'] === undefined))
    refuse(place, 'weight.high and weight.low', 'one of them');
  return out;
}

function exactColumnAt(list: readonly unknown[], place: string): ExactColumn {
  const texts = list.map((text, i) =>
    typeof text === 'string' ? text : refuse(`${place}[${i}]`, 'an exact sum', text),
  );
  return (
    columnOf(texts) ??
    refuse(
      place,
      'exact sums',
      texts.find((text) => !columnOf([text])),
    )
  );
}

function exactFieldsAt(value: unknown, place: string, length: number, shape: GroupedShape): ExactFields {
  const fields = fieldsOf(value, place);
  const isDivided = fields['weight'] !== undefined;
  const wanted: readonly ExactName[] = [
    'total',
    ...(isDivided ? (['weight'] as const) : []),
    ...(shape.moments ? (['losses'] as const) : []),
    ...(shape.moments && isDivided ? (['products', 'divisors'] as const) : []),
  ];
  if (length === 0) return {};
  const strange = Object.keys(fields).find((name) => !wanted.some((field) => field === name));
  if (strange !== undefined) refuse(place, wanted.join(', '), strange);
  return Object.fromEntries(
    wanted.map((name) => [name, exactColumnAt(listAt(fields, name, place, length), `${place}.${name}`)]),
  );
}

const unusedFields = countFields.slice(0, 5);

/** @throws E_STATE_MISMATCH if a group has more rows that are not used than rows */
function checkUnused(rows: Float64Array, fields: GroupFields, place: string): void {
  for (const [at, count] of rows.entries()) {
    const unused = unusedFields.reduce((sum, field) => sum + (fields[field]?.[at] ?? 0), 0);
    if (unused > count) refuse(`${place}, group ${at}`, `at most ${count} rows that are not used`, unused);
  }
}

/**
 * Checks states of groups that came from outside.
 * @param place  their name in errors
 * @throws       E_STATE_MISMATCH that names the part that is not what it should be
 */
export function parseGroupedStates(value: unknown, place: string, shape: GroupedShape): GroupedStates {
  const fields = fieldsOf(value, place);
  const groups = groupsAt(fields, place, shape.groups);
  const rows = countsIn(listAt(fields, 'rows', place, groups.length), 1, `${place}.rows`);
  const losses = listAt(fields, 'losses', place, shape.losses.length).map((loss, i) => {
    const own = groupFieldsAt(loss, `${place}.losses[${i}]`, groups.length, shape);
    checkUnused(rows, own, `${place}.losses[${i}]`);
    return own;
  });
  const reduced = reducedGroupsAt(fields['reduced'], place, groups.length, shape);
  const states = { groups, rows, losses, ...(reduced === undefined ? {} : { reduced }) };
  if (shape.sum === 'kahan') return states;
  const exact = listAt(fields, 'exact', place, shape.losses.length).map((columns, i) =>
    exactFieldsAt(columns, `${place}.exact[${i}]`, groups.length, shape),
  );
  return { ...states, exact };
}
