import { compareKeyTuples } from '../slices/key.ts';
import type { Key } from '../slices/key.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import type { SliceTables } from './slice-tables.ts';
import type { StateReader } from './state-reader.ts';

const mostDigits = 20;

function parseKey(read: StateReader, value: unknown, member: string): Key {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value !== 'object') read.refuse(member, 'a text, an integer, true, false or null', value);
  const { integer } = read.fields(value, member);
  const digits = read.text(integer, `${member}.integer`);
  const isInteger = /^-?[1-9]\d*$/.test(digits) && digits.length <= mostDigits;
  if (!isInteger || Number.isSafeInteger(Number(digits)))
    read.refuse(`${member}.integer`, 'an integer beyond 2⁵³', digits);
  return BigInt(digits);
}

function parseTuple(read: StateReader, value: unknown, member: string, columns: number): readonly Key[] {
  const keys = read.list(value, member);
  if (keys.length !== columns) read.refuse(member, `${columns} keys`, keys.length);
  return keys.map((key, i) => parseKey(read, key, `${member}[${i}]`));
}

/** Reads what the numbers of slices stand for: keys in their order, each once. */
export function parseKeys(read: StateReader, value: unknown, { groupings }: SlicePlan): SliceTables {
  const tables = read.list(value, 'keys');
  if (tables.length !== groupings.length) read.refuse('keys', `${groupings.length} lists`, tables.length);
  return groupings.map((columns, i) => {
    const table = read
      .list(tables[i], `keys[${i}]`)
      .map((tuple, j) => parseTuple(read, tuple, `keys[${i}][${j}]`, columns.length));
    for (const [j, tuple] of table.entries()) {
      const before = table[j - 1];
      if (before !== undefined && compareKeyTuples(before, tuple) >= 0)
        read.refuse(`keys[${i}][${j}]`, 'keys in their order, each once', tuple.map(String).join('/'));
    }
    return table;
  });
}
