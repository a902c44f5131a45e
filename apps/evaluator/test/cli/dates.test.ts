import { describe, expect, it } from 'vitest';
import { dated, parseDay } from '../../src/cli/dates.ts';

const day = new Date('2026-03-01T00:00:00Z');

describe('days', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['2024-02-29', '2024-02-29'],
    // UTC: a minute before midnight is still the day.
    ['today', '2026-11-22'],
    ['yesterday', '2026-11-21'],
  ])('%s', (text, expected) => {
    const now = new Date('2026-11-22T23:59:59.999Z');
    expect(parseDay(text, now).toISOString()).toBe(`${expected}T00:00:00.000Z`);
  });

  it.each(['2026-02-30', '2026-1-31', '31.1.2026', '', 'tomorrow', '2026-01-31T00:00', '+002026-01-31'])(
    'not %s',
    (text) => expect(() => parseDay(text)).toThrow('E_DATE --date: expected a day like 2026-01-31'),
  );
});

describe('templates', () => {
  it.each([
    ['preds/{date}/*.arrow', 'preds/2026-03-01/*.arrow'],
    ['{date:yyyy/MM/dd}/{a,b}.arrow', '2026/03/01/{a,b}.arrow'],
    ['{date:yyyyMMdd}.arrow', '20260301.arrow'],
    ['{date:yyyy-MM}.jsonl', '2026-03.jsonl'],
    ['{date-1}/{date+1:dd}', '2026-02-28/02'],
    ['{date-60:yyyy}', '2025'],
    ['plain.arrow', 'plain.arrow'],
    ['{dates}/{date', '{dates}/{date'],
  ])('%s', (text, expected) => expect(dated(text, day)).toBe(expected));

  it.each(['{date:YYYY-MM-DD}', '{date:yyyy-mm-dd}', '{date:yy}', '{date:yyyyMMd}'])('not %s', (text) =>
    expect(() => dated(text, day)).toThrow(`E_DATE ${text}: expected a pattern of yyyy, MM and dd`),
  );

  it.each(['{date:}', '{date-99999999999}', '{date-1000000}', '{date+9999999:yyyy}'])('not %s', (text) =>
    expect(() => dated(text, day)).toThrow(`E_DATE ${text}: expected a`),
  );
});
