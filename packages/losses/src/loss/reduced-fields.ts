import type { BinsState } from '../reduce/bins-state.ts';
import { isExactNumber, momentSums, unitsOfNumber } from '../reduce/exact-states.ts';
import type { ExactBinsState, ExactMomentsState, ExactNumber } from '../reduce/exact-states.ts';
import type { MomentsState } from '../reduce/moments-state.ts';
import type { ReducedState } from '../reduce/reduced-state.ts';
import type { Reducer } from '../reduce/reducer.ts';
import type { SumMethod } from '../sums/index.ts';
import { countAt, fieldsOf, finiteAt, listAt, pairAt, refuse, totalAt } from './state-fields.ts';
import type { Fields } from './state-fields.ts';

/**
 * Checks the state of a reducer that came from outside.
 * @throws E_STATE_MISMATCH that names the part that is not what it should be
 */
export function reducedAt(reducer: Reducer, value: unknown, place: string, method: SumMethod): ReducedState {
  const fields = fieldsOf(value, place);
  const { empty } = reducer;
  const isExact = method === 'exact' && (empty.kind === 'moments' || empty.kind === 'bins');
  const kind = isExact ? (`exact ${empty.kind}` as const) : empty.kind;
  if (fields['kind'] !== kind) refuse(`${place}.kind`, kind, fields['kind']);
  if (isExact)
    return empty.kind === 'bins' ? exactBinsAt(empty.terms, fields, place) : exactMomentsAt(fields, place);
  switch (empty.kind) {
    case 'sum':
      return { kind: 'sum', sum: totalAt(fields['sum'], `${place}.sum`, method) };
    case 'maximum':
      return { kind: 'maximum', value: fields['value'] === null ? null : finiteAt(fields, 'value', place) };
    case 'moments':
      return momentsAt(fields, place);
    case 'bins':
      return binsAt(empty.terms, fields, place);
    default:
      return unreachable(empty);
  }
}

function momentsAt(fields: Fields, place: string): MomentsState {
  const sum = (name: keyof MomentsState) => pairAt(fields[name], `${place}.${name}`);
  const weight = sum('weight');
  if (weight.high < 0) refuse(`${place}.weight`, 'a sum of weights of at least 0', weight.high);
  return {
    kind: 'moments',
    weight,
    meanX: sum('meanX'),
    meanY: sum('meanY'),
    xx: sum('xx'),
    xy: sum('xy'),
    yy: sum('yy'),
    leastX: finiteAt(fields, 'leastX', place),
    mostX: finiteAt(fields, 'mostX', place),
    leastY: finiteAt(fields, 'leastY', place),
    mostY: finiteAt(fields, 'mostY', place),
  };
}

function exactNumbersAt(fields: Fields, place: string, length: number): readonly ExactNumber[] {
  return listAt(fields, 'sums', place, length).map((sum, i) =>
    isExactNumber(sum) ? sum : refuse(`${place}.sums[${i}]`, 'an exact sum', sum),
  );
}

function exactMomentsAt(fields: Fields, place: string): ExactMomentsState {
  const sums = exactNumbersAt(fields, place, momentSums);
  if (unitsOfNumber(sums[0] ?? 0) < 0n) refuse(`${place}.sums[0]`, 'a sum of weights of at least 0', sums[0]);
  return {
    kind: 'exact moments',
    sums,
    leastX: finiteAt(fields, 'leastX', place),
    mostX: finiteAt(fields, 'mostX', place),
    leastY: finiteAt(fields, 'leastY', place),
    mostY: finiteAt(fields, 'mostY', place),
  };
}

function exactBinsAt(terms: number, fields: Fields, place: string): ExactBinsState {
  if (fields['terms'] !== terms) refuse(`${place}.terms`, String(terms), fields['terms']);
  const { bins } = fields;
  if (!Array.isArray(bins)) return refuse(`${place}.bins`, 'a list', bins);
  return {
    kind: 'exact bins',
    terms,
    classes: countAt(fields, 'classes', place),
    bins: ascending(bins, place),
    sums: exactNumbersAt(fields, place, bins.length * terms),
  };
}

function binsAt(terms: number, fields: Fields, place: string): BinsState {
  if (fields['terms'] !== terms) refuse(`${place}.terms`, String(terms), fields['terms']);
  const { bins } = fields;
  if (!Array.isArray(bins)) return refuse(`${place}.bins`, 'a list', bins);
  const numbers = (name: 'high' | 'low'): readonly number[] =>
    listAt(fields, name, place, bins.length * terms).map((x, i) =>
      typeof x === 'number' && Number.isFinite(x)
        ? x
        : refuse(`${place}.${name}[${i}]`, 'a finite number', x),
    );
  return {
    kind: 'bins',
    terms,
    classes: countAt(fields, 'classes', place),
    bins: ascending(bins, place),
    high: numbers('high'),
    low: numbers('low'),
  };
}

function ascending(bins: readonly unknown[], place: string): readonly number[] {
  let before = -1;
  return bins.map((bin, i) => {
    if (typeof bin !== 'number' || !Number.isSafeInteger(bin) || bin <= before)
      return refuse(`${place}.bins[${i}]`, `a whole number above ${before}`, bin);
    before = bin;
    return bin;
  });
}

/** Types make sure that no state comes here. */
function unreachable(state: never): never {
  throw new TypeError(`unknown state ${String(state)}`);
}
