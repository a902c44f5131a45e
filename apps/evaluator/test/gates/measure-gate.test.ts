import { describe, expect, it } from 'vitest';
import { catalogue } from '@offmark/losses';
import type { GateResult, LossReport, Result } from 'offmark';
import { bindGate } from '../../src/gates/bind-gate.ts';
import type { Measurable } from '../../src/gates/bind-gate.ts';
import { measureDropped } from '../../src/gates/dropped-rows.ts';
import { measureGate } from '../../src/gates/measure-gate.ts';
import { parseGate } from '../../src/gates/parse-gate.ts';
import { fullReport } from '../support/full-report.ts';

const { result: full } = fullReport();
const measure = (text: string, result: Result = full): GateResult => measureGate(parseGate(text), result);

/** The report with another mse. */
function withMse(changes: Partial<LossReport>): Result {
  const losses = full.losses.map((loss) => (loss.loss === 'mse' ? { ...loss, ...changes } : loss));
  return { ...full, losses };
}

/** The report with another baseline of mse. */
function withBaseline(baseline: number): Result {
  const comparison = full.comparison ?? { with: { kind: 'report' }, losses: [] };
  const losses = comparison.losses.map((loss) => (loss.loss === 'mse' ? { ...loss, baseline } : loss));
  return { ...full, comparison: { ...comparison, losses } };
}

describe('gates that hold, and the same gates where they do not', () => {
  it.each([
    ['mse < 0.2432', 'mse < 0.2431', 0.2431],
    ['mse <= 0.2431', 'mse <= 0.243', 0.2431],
    ['mse > 0.243', 'mse > 0.2431', 0.2431],
    ['mse >= 0.2431', 'mse >= 0.2432', 0.2431],
    ['mse == 0.2431', 'mse == 0.24310001', 0.2431],
    ['huber:delta=2 < 1', 'huber:delta=2 < 0.1', 0.1181],
    ['huber < 1', 'huber < 0', 0.1181],
    ['upper(mse) < 0.2629', 'upper(mse) < 0.2628', 0.2431 + 1.96 * 0.0101],
    ['lower(mse) > 0.2233', 'lower(mse) > 0.2234', 0.2431 - 1.96 * 0.0101],
    ['mse[segment=eu] < 0.21', 'mse[segment=eu] < 0.2', 0.2],
    ['mse[segment=null] < 1', 'mse[segment=null] < 0.5', 0.52],
    ['mse[device=phone, retries=2] < 1', 'mse[retries=2.0, device=phone] < 0.1', 0.22],
    ['mse[device="null", retries=10] < 1', 'mse[device=null, retries=10] < 0.1', 0.29],
    ['upper(mse[segment=us]) < 0.2746', 'upper(mse[segment=us]) < 0.27', 0.25 + 1.96 * 0.0125],
    ['mse <= baseline', 'mse < baseline * 0.5', 0.2431],
    ['mae <= baseline * 1.05', 'mae <= baseline * 1.04', 0.3987654321],
    ['mae <= baseline + 0.02', 'mae <= baseline + 0.01', 0.3987654321],
    ['mse[segment=eu] <= 0.96 * baseline', 'mse[segment=eu] <= 0.95 * baseline', 0.2],
  ])('%s; %s', (holds, fails, actual) => {
    expect(measure(holds)).toMatchObject({ status: 'pass', actual, reason: null });
    expect(measure(fails)).toMatchObject({ status: 'fail', actual });
    expect(measure(fails).reason).toMatch(/ is not [<>=]+ /);
  });

  it('a gate that warns', () => {
    expect(measureGate(parseGate('mse < 0.1', 'warn'), full)).toEqual({
      expression: 'mse < 0.1',
      status: 'warn',
      actual: 0.2431,
      threshold: 0.1,
      reason: '0.2431 is not < 0.1',
    });
  });
});

const missing = { value: null };

const unlisted = 'there is no such slice among those that are listed; raise --top';

describe('a gate on nothing fails, with its own reason', () => {
  it.each([
    ['no rows', 'bce < 1', full, 'no rows were used'],
    ['no weight', 'mse < 1', withMse({ ...missing, state: 'empty' }), 'the weights sum to 0'],
    [
      'NaN',
      'mse < 1',
      withMse({ ...missing, state: 'nan' }),
      'the value is NaN: the loss of some rows is not a number',
    ],
    [
      'infinite',
      'mse > 1',
      withMse({ ...missing, state: 'inf' }),
      'the value is ∞: the loss of some rows is infinite',
    ],
    [
      'overflow',
      'mse > 1',
      withMse({ ...missing, state: 'overflow' }),
      'the value is overflow: beyond the range of doubles',
    ],
    ['a value that is none after all', 'mse < 1', withMse({ value: NaN }), 'there is no value'],
    ['no such slice', 'mse[segment=asia] < 1', full, unlisted],
    ['text that is null', 'mse[segment="null"] < 1', full, unlisted],
    ['an empty key', 'mse[segment=""] < 1', full, unlisted],
    ['a slice of another grouping', 'mse[segment=eu, device=phone] < 1', full, 'there is no such slice'],
    ['no interval', 'upper(huber) < 1', full, 'the loss has no interval'],
    [
      'too few rows for one',
      'upper(mse) < 1',
      withMse({
        interval: { confidence: 0.95, standardError: null, low: null, high: null, method: 'normal' },
      }),
      'too few rows for an interval',
    ],
    [
      'no baseline',
      'mse < baseline',
      { ...full, comparison: undefined } as object as Result,
      'the baseline has nothing to compare with',
    ],
    [
      'a loss the baseline has not',
      'mse < baseline',
      { ...full, comparison: { with: { kind: 'report' as const }, losses: [] } },
      'the baseline has nothing to compare with',
    ],
    ['a baseline of other parameters', 'huber < baseline', full, "the baseline's huber has delta=1"],
    [
      'a multiple of 0',
      'mse <= baseline * 1.01',
      withBaseline(0),
      'the baseline is 0, and so is any multiple of it',
    ],
    [
      'a threshold beyond all bounds',
      'mse < baseline * 1e300',
      withBaseline(1e300),
      'the threshold is beyond the range of doubles',
    ],
    [
      'a slice the baseline has not',
      'mse[segment=null] < baseline',
      full,
      'the baseline has nothing to compare with',
    ],
  ])('%s', (_, text, result, reason) => {
    expect(measure(text, result)).toMatchObject({ status: 'fail', reason });
  });

  it('a baseline of 0 is a number where nothing is multiplied', () => {
    expect(measure('mse <= baseline + 0.3', withBaseline(0)).status).toBe('pass');
    expect(measure('mse <= baseline', withBaseline(0)).reason).toBe('0.2431 is not <= 0');
  });
});

describe('rows that were left out', () => {
  const [mse] = full.losses;
  const withRows = (read: number, used: number): Result => ({
    ...full,
    losses:
      mse === undefined ? [] : [{ ...mse, rows: { ...mse.rows, read, used, null: read - used, nan: 0 } }],
  });

  it.each([
    [0.001, 1000, 999, 'pass'],
    [0.001, 1000, 998, 'fail'],
    [0, 1000, 1000, 'pass'],
    [1, 1000, 0, 'pass'],
  ])('at most %s: %s read, %s used', (most, read, used, status) => {
    const outcome = measureDropped(most, withRows(read, used));
    expect(outcome).toMatchObject({ status, actual: (read - used) / read, threshold: most });
  });

  it('says which, by the loss that used the fewest', () => {
    expect(measureDropped(0.01, full)).toEqual({
      expression: 'dropped <= 1%',
      status: 'fail',
      actual: 1,
      threshold: 0.01,
      reason: '100% were not used for bce: 1000 rows = 0 used + 1000 null',
    });
  });

  it('of none fails', () => {
    expect(measureDropped(1, withRows(0, 0))).toMatchObject({ status: 'fail', reason: 'no rows were read' });
  });
});

describe('what the job does not measure is refused before it begins', () => {
  const job: Measurable = {
    losses: [
      { loss: 'mse', parameters: {} },
      { loss: 'huber', parameters: { delta: 1 } },
      { loss: 'huber', parameters: { delta: 2 } },
    ],
    known: catalogue,
    groupings: [['segment'], ['segment', 'device']],
    intervals: false,
    baseline: false,
    baselineColumn: null,
  };
  const refusal = (text: string, changes: Partial<Measurable> = {}): unknown => {
    try {
      bindGate(parseGate(text), { ...job, ...changes });
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it.each([
    'msee < 1',
    'mae < 1',
    'huber < 1',
    'huber:delta=3 < 1',
    'huber:delt=1 < 1',
    'huber:delta=-1 < 1',
    'upper(mse) < 1',
    'mse <= baseline',
    'mse[device=phone] < 1',
  ])('%s', (text) => {
    expect(refusal(text)).toMatchObject({ name: 'OffmarkError', exitCode: 2 });
    expect(String(refusal(text))).toMatchSnapshot();
  });

  it('a slice where there are none', () => {
    expect(String(refusal('mse[device=phone] < 1', { groupings: [] }))).toMatchSnapshot();
  });

  it.each([
    ['mse < 1', {}],
    ['huber:delta=2 < 1', {}],
    ['mse[device=x, segment=y] < 1', {}],
    ['upper(mse) < baseline', { intervals: true, baseline: true }],
    ['huber < 1', { losses: [{ loss: 'huber', parameters: { delta: 2 } }] }],
  ])('but not %s', (text, changes) => {
    expect(refusal(text, changes)).toBeUndefined();
  });
});
