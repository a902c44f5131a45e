import { argumentError } from '../errors.ts';

const dayMilliseconds = 86_400_000;
const written = /^\d{4}-\d{2}-\d{2}$/;

const isoDay = (day: Date): string => day.toISOString().slice(0, 10);

/**
 * Reads `2026-01-31`, `today` or `yesterday`, in UTC: the same day on every machine, and each has 24 hours.
 * @returns the day's beginning
 * @throws  E_DATE
 */
export function parseDay(text: string, now: Date = new Date()): Date {
  const today = Date.parse(isoDay(now));
  if (text === 'today') return new Date(today);
  if (text === 'yesterday') return new Date(today - dayMilliseconds);
  const day = new Date(written.test(text) ? text : NaN);
  // 2026-02-30 would be the second of March.
  if (!Number.isNaN(day.getTime()) && isoDay(day) === text) return day;
  throw argumentError('E_DATE', {
    place: '--date',
    expected: 'a day like 2026-01-31, today or yesterday (UTC)',
    got: text,
  });
}

const template = /\{date(?:([+-]\d+))?(?::([^{}]*))?\}/g;

/** Whether a text depends on the day. */
export function isDated(text: string): boolean {
  return text.search(template) >= 0;
}

function dayText(day: Date, pattern: string, place: string): string {
  const [year = '', month = '', date = ''] = isoDay(day).split('-');
  const parts = new Map([
    ['yyyy', year],
    ['MM', month],
    ['dd', date],
  ]);
  if (pattern === '') {
    throw argumentError('E_DATE', {
      place,
      expected: 'a pattern, like {date:yyyy-MM-dd}',
      got: 'none',
    });
  }
  return pattern.replaceAll(/[A-Za-z]+/g, (letters) => {
    const part = letters.replaceAll(/yyyy|MM|dd/g, (token) => parts.get(token) ?? token);
    if (!/[A-Za-z]/.test(part)) return part;
    throw argumentError('E_DATE', {
      place,
      expected: 'a pattern of yyyy, MM and dd, like {date:yyyy-MM-dd}',
      got: letters,
    });
  });
}

/**
 * Writes a day into a text: `{date}` is 2026-01-31, `{date:yyyy/MM}` is 2026/01, `{date-1}` the day before.
 * @param place  what errors say of where the text stands
 * @throws       E_DATE for a pattern of other letters or none, and a day that no four digits name the year of
 */
export function dated(text: string, day: Date, place: string = text): string {
  return text.replaceAll(template, (whole, shift: string | undefined, pattern = 'yyyy-MM-dd') => {
    const moved = new Date(day.getTime() + Number(shift ?? 0) * dayMilliseconds);
    const year = moved.getUTCFullYear();
    if (!(year >= 0 && year <= 9999)) {
      throw argumentError('E_DATE', {
        place,
        expected: 'a day of the years 0 to 9999',
        got: shift ?? whole,
      });
    }
    return dayText(moved, pattern, place);
  });
}

/** Flags that name files, and may hold a day. */
const datedFlags = ['output', 'partial', 'history', 'baseline', 'checkpoint', 'lock'] as const;

type DatedFlags = Partial<Readonly<Record<(typeof datedFlags)[number], string>>> & {
  readonly date?: string;
  readonly report?: readonly string[];
};

/** What a job reads and writes, on its day. */
export interface OnDay<F> {
  readonly inputs: readonly string[];
  readonly flags: F;
  /** The day, if the inputs depend on it. */
  readonly day: string | null;
}

/** @throws E_DATE */
export function onDay<F extends DatedFlags>(inputs: readonly string[], flags: F): OnDay<F> {
  const day = parseDay(flags.date ?? 'today');
  const write = (text: string, flag: string): string => dated(text, day, `--${flag} ${text}`);
  const files = datedFlags.flatMap((name) => {
    const file = flags[name];
    return file === undefined ? [] : [[name, write(file, name)] as const];
  });
  const report =
    flags.report === undefined ? {} : { report: flags.report.map((text) => write(text, 'report')) };
  return {
    inputs: inputs.map((text) => dated(text, day)),
    flags: { ...flags, ...Object.fromEntries(files), ...report },
    day: inputs.some(isDated) ? isoDay(day) : null,
  };
}
