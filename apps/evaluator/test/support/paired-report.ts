import type { ComparedRows, Interval, LossComparison, LossReport, Report } from 'offmark';
import { fullReport } from './full-report.ts';

const interval: Interval = {
  confidence: 0.95,
  standardError: 0.01,
  low: -0.0896,
  high: -0.0504,
  method: "Student's t over rows",
};

function compared(loss: string, prediction: string, rows: ComparedRows): LossComparison {
  return {
    loss,
    parameters: {},
    prediction,
    value: 0.18,
    baseline: 0.25,
    state: 'ok',
    difference: -0.07,
    relative: -0.28,
    verdict: 'better',
    interval,
    rows,
    reason: null,
  };
}

const of = (loss: LossReport, prediction: string): LossReport => ({ ...loss, prediction });

/**
 * A report of two columns of predictions, of which one has rows that the other has not.
 * @param name  changes every text that may come from a file
 */
export function pairedReport(name: (text: string) => string = (text) => text): Report {
  const report = fullReport(name);
  const [mse, mae] = report.result.losses;
  if (mse === undefined || mae === undefined) throw new Error('no losses');
  const [old, now] = [name('old'), name('new')];
  const rows = { read: 1000, used: 980, unpaired: 5, unused: 15 };
  return {
    ...report,
    result: {
      rows: { read: 1000 },
      losses: [of(mse, old), of(mse, now), of(mae, old), of(mae, now)],
      comparison: {
        with: { kind: 'column', column: old },
        losses: [
          compared('mse', now, rows),
          {
            ...compared('mae', now, rows),
            verdict: null,
            reason: 'too few rows for an interval',
            interval: { ...interval, standardError: null, low: null, high: null },
          },
        ],
      },
    },
  };
}
