import { LossError } from '../errors.ts';
import { isExactText } from '../sums/index.ts';
import type { SumMethod, SumPair, Total } from '../sums/index.ts';

// Strict reading of states that came from outside: each part that is not what it should be is named.

export function refuse(place: string, expected: string, got: unknown): never {
  throw new LossError({
    code: 'E_STATE_MISMATCH',
    place,
    expected,
    got: typeof got === 'object' && got !== null ? 'something else' : String(got),
    next: 'Was the state changed or cut off on its way?',
  });
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(place, 'an object', value);
  return Object.fromEntries(Object.entries(value));
}

export function countAt(fields: Fields, name: string, place: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return refuse(`${place}.${name}`, 'a whole number of at least 0', value);
}

export function finiteAt(fields: Fields, name: string, place: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(`${place}.${name}`, 'a finite number', value);
}

export function countsAt<C extends Readonly<Record<keyof C, number>>>(
  like: C,
  value: unknown,
  place: string,
): C {
  const fields = fieldsOf(value, place);
  return Object.fromEntries(Object.keys(like).map((name) => [name, countAt(fields, name, place)])) as C;
}

export function pairAt(value: unknown, place: string): SumPair {
  const fields = fieldsOf(value, place);
  const pair = { high: finiteAt(fields, 'high', place), low: finiteAt(fields, 'low', place) };
  return fields['wraps'] === undefined ? pair : { ...pair, wraps: finiteAt(fields, 'wraps', place) };
}

function exactSumAt(value: unknown, place: string): Total {
  const { exact } = fieldsOf(value, place);
  if (typeof exact === 'string' && isExactText(exact)) return { exact };
  return refuse(`${place}.exact`, 'an exact sum', exact);
}

/** A total by that method. */
export function totalAt(value: unknown, place: string, sum: SumMethod): Total {
  return sum === 'exact' ? exactSumAt(value, place) : pairAt(value, place);
}

/** A list of that many members. */
export function listAt(fields: Fields, name: string, place: string, length: number): readonly unknown[] {
  const value = fields[name];
  const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (list?.length === length) return list;
  return refuse(`${place}.${name}`, `a list of ${length}`, list === undefined ? value : `${list.length}`);
}
