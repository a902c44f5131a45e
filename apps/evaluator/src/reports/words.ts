import { measures } from '@offmark/losses';
import type { LossReport } from '../result/report.ts';
import { badNames } from '../result/report-sections.ts';
import type { Interval, SliceValue } from '../result/report-sections.ts';

/** What stands in place of a value, and why. */
const stateWords: Readonly<Record<Exclude<LossReport['state'], 'ok'>, readonly [word: string, why: string]>> =
  {
    empty: ['none', 'no rows were used'],
    nan: ['NaN', 'the loss of some rows is not a number'],
    inf: ['∞', 'the loss of some rows is infinite'],
    '-inf': ['−∞', 'the loss of some rows is minus infinite'],
    overflow: ['overflow', 'beyond the range of doubles'],
    underflow: ['underflow', 'some weights are too small for doubles'],
    undefined: ['none', 'the formula has no answer'],
  };

/** What a report may say of a value. */
export const valueStates: ReadonlySet<unknown> = new Set(['ok', ...Object.keys(stateWords)]);

/** A word in place of the value, and why there is none; undefined if there is one. */
export function missingWords({
  state,
  reason,
  rows,
}: Pick<LossReport, 'state' | 'reason' | 'rows'>): readonly [word: string, why: string] | undefined {
  if (state === 'ok') return undefined;
  if (state === 'undefined' && reason !== undefined) return ['none', reason];
  return state === 'empty' && rows.used > 0 ? ['none', 'the weights sum to 0'] : stateWords[state];
}

/** The value to its last digit, or why there is none. */
export function valueText(loss: LossReport): string {
  return missingWords(loss)?.join(': ') ?? String(loss.value);
}

/** The parameters that are not at their defaults; all of a loss that is not ours. */
export function settingsOf({
  loss,
  parameters,
}: Pick<LossReport, 'loss' | 'parameters'>): readonly (readonly [name: string, value: string])[] {
  const known = measures.find(({ name }) => name === loss);
  const defaults: Readonly<Record<string, unknown>> = known === undefined ? {} : known.parameterValues;
  return Object.entries(parameters).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(defaults[name]) ? [] : [[name, JSON.stringify(value)] as const],
  );
}

/** `huber delta=2`: a loss with what sets it apart from others of its name. */
export function lossText(loss: Pick<LossReport, 'loss' | 'parameters' | 'prediction'>): string {
  const settings = settingsOf(loss).map(([name, value]) => `${name}=${value}`);
  const of = loss.prediction === undefined ? [] : [`of ${loss.prediction}`];
  return [loss.loss, ...settings, ...of].join(' ');
}

/** Numbers that JSON has no number for have these names in reports, whether or not they were texts. */
const numberNames: ReadonlySet<string> = new Set(badNames);

/** A value of a column. Text that reads like another value, or like none, is quoted. */
export function sliceValueText(value: SliceValue): string {
  if (typeof value !== 'string' || numberNames.has(value)) return String(value);
  const isPlain =
    value.trim() === value &&
    value !== '' &&
    Number.isNaN(Number(value)) &&
    !/^(null|true|false|")/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** `segment=eu, device=phone`, as gates name a slice; different slices have different names. */
export function sliceText(by: readonly string[], key: readonly SliceValue[]): string {
  return by.map((column, i) => `${quotedName(column)}=${gateValue(key[i] ?? null)}`).join(', ');
}

const endsName = /["',=[\]]/;
const quotedName = (name: string): string => (endsName.test(name) ? JSON.stringify(name) : name);
const gateValue = (value: SliceValue): string =>
  typeof value === 'string' && endsName.test(value) ? JSON.stringify(value) : sliceValueText(value);

export const countText = (rows: number, what = 'row'): string =>
  rows === 1 ? `1 ${what}` : `${rows} ${what}s`;

/** Six digits: enough to read beside others; the JSON report has them all. */
export function shortNumber(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(6)));
}

export function signedNumber(value: number | null): string {
  return value !== null && value > 0 ? `+${shortNumber(value)}` : shortNumber(value);
}

export function percentText(share: number | null): string {
  if (share === null) return 'none';
  const percent = share * 100;
  return `${Math.abs(percent) >= 1000 ? percent.toPrecision(4) : percent.toFixed(2)}%`;
}

export function signedPercent(share: number | null): string {
  return share !== null && share > 0 ? `+${percentText(share)}` : percentText(share);
}

export function intervalText({ low, high }: Pick<Interval, 'low' | 'high'>): string {
  return low === null || high === null ? 'none' : `[${shortNumber(low)}, ${shortNumber(high)}]`;
}

/** `95% interval (normal)`. */
export function intervalTitle({ confidence, method }: Interval): string {
  const percent = Number((confidence * 100).toPrecision(15));
  // Nothing below 1 may read like certainty.
  return `${percent < 100 ? percent : confidence * 100}% interval (${method})`;
}

/** The certified bounds of a loss that is known between two numbers alone. */
export function boundsOf({ details }: LossReport): Pick<Interval, 'low' | 'high'> | undefined {
  const { low, high } = details ?? {};
  return typeof low === 'number' && typeof high === 'number' ? { low, high } : undefined;
}
