import type { Interval, LossComparison, LossReport, Report, RowLedger, Slice, SliceLoss } from 'offmark';

const ledger = (read: number, dropped: Partial<RowLedger> = {}): RowLedger => {
  const fates = { zeroWeight: 0, null: 0, nan: 0, infinite: 0, ignored: 0, ...dropped };
  const used = read - Object.values(fates).reduce((sum, rows) => sum + rows, 0);
  return { read, used, ...fates, clipped: 0, unnormalised: 0 };
};

const nonFinite = { nan: 0, positiveInfinity: 0, negativeInfinity: 0, overflow: 0, underflow: 0 };

function loss(
  name: string,
  value: number | null,
  rows: RowLedger,
  more: Partial<LossReport> = {},
): LossReport {
  const state = value === null ? 'empty' : 'ok';
  return { loss: name, parameters: {}, value, state, nonFinite, rows, weight: rows.used, ...more };
}

const interval = (value: number, error: number): Interval => ({
  confidence: 0.95,
  standardError: error,
  low: value - 1.96 * error,
  high: value + 1.96 * error,
  method: 'normal',
});

const measured = (name: string, value: number, error: number, rows: RowLedger): LossReport =>
  loss(name, value, rows, { interval: interval(value, error) });

const sliceLoss = (name: string, value: number | null, rows: number, share: number | null): SliceLoss => ({
  ...loss(name, value, ledger(rows)),
  interval:
    value === null
      ? { ...interval(0, 0), standardError: null, low: null, high: null }
      : interval(value, value / 20),
  share,
});

const slice = (
  key: Slice['key'],
  rows: number,
  mse: number | null,
  mae: number | null,
  share: number,
): Slice => ({
  key,
  rows: { read: rows },
  losses: [sliceLoss('mse', mse, rows, share), sliceLoss('mae', mae, rows, share / 1.2)],
});

function compared(
  name: string,
  value: number,
  baseline: number,
  more: Partial<LossComparison> = {},
): LossComparison {
  const difference = value - baseline;
  return {
    loss: name,
    parameters: {},
    baseline,
    state: 'ok',
    difference,
    relative: difference / baseline,
    verdict: difference < 0 ? 'better' : 'worse',
    reason: null,
    ...more,
  };
}

const missing = {
  baseline: null,
  state: 'missing',
  difference: null,
  relative: null,
  verdict: null,
} as const;

/**
 * A report with all that a report can hold.
 * @param name  changes every text that may come from a file or from a user
 */
export function fullReport(name: (text: string) => string = (text) => text): Report {
  const rows = ledger(1000, { null: 12, nan: 3 });
  return {
    version: 1,
    result: {
      rows: { read: 1000, filtered: 0 },
      where: name('split == "test"'),
      classes: [name('cat'), name('dog')],
      losses: [
        measured('mse', 0.2431, 0.0101, rows),
        measured('mae', 0.3987654321, 0.0052, rows),
        loss('huber', 0.1181, rows, { parameters: { delta: 2 } }),
        loss('auc', 0.91, ledger(1000, { ignored: 20 }), {
          details: { low: 0.9093, high: 0.9107, bins: 4096, kinds: [name('cat'), name('dog')] },
          higherIsBetter: true,
        }),
        loss('confusion-matrix', 0.85, ledger(1000, { ignored: 20 }), {
          details: {
            matrix: [
              [410, 40],
              [110, 440],
            ],
            classes: [
              { precision: 0.788, recall: 0.911 },
              { precision: 0.917, recall: null },
            ],
            notes: [{ note: name('cat'), count: 2 }],
          },
        }),
        loss('bce', null, ledger(1000, { null: 1000 })),
      ],
      slices: [
        {
          by: [name('segment')],
          distinct: 4,
          slices: [
            slice([name('eu')], 600, 0.2, 0.35, 0.5),
            slice([name('us')], 300, 0.25, 0.42, 0.3),
            slice([null], 60, 0.52, 0.61, 0.15),
          ],
          other: { count: 1, ...omitKey(slice([null], 40, null, null, 0.05)) },
        },
        {
          by: [name('device'), 'retries'],
          distinct: 2,
          slices: [
            slice([name('phone'), 2], 700, 0.22, 0.37, 0.7),
            slice(['null', 10], 300, 0.29, 0.45, 0.3),
          ],
        },
      ],
      comparison: {
        with: { kind: 'report' },
        losses: [
          compared('mse', 0.2431, 0.26),
          compared('mae', 0.3987654321, 0.38),
          compared('huber', 0, 0, {
            ...missing,
            parameters: { delta: 2 },
            state: 'other parameters',
            reason: "the baseline's huber has delta=1",
          }),
        ],
        slices: [
          {
            by: [name('segment')],
            slices: [
              {
                key: [name('eu')],
                losses: [compared('mse', 0.2, 0.21), compared('mae', 0.35, 0.35, { verdict: 'same' })],
              },
              { key: [name('us')], losses: [compared('mse', 0.25, 0.2), compared('mae', 0.42, 0.4)] },
              { key: [null], losses: [] },
            ],
          },
        ],
      },
      worst: [
        {
          loss: 'mse',
          parameters: {},
          rows: [
            {
              path: name('part-07.arrow'),
              batch: 2,
              row: 131072,
              value: 41.5,
              columns: { [name('id')]: name('a17'), text: null },
            },
            {
              path: name('part-01.arrow'),
              batch: 0,
              row: 7,
              value: 39.25,
              columns: { [name('id')]: name('b3'), text: 'short' },
            },
          ],
        },
      ],
      badValues: [
        { path: name('part-01.arrow'), batch: 0, row: 3, column: name('target'), value: null },
        {
          path: name('part-07.arrow'),
          batch: 1,
          row: 70_000,
          column: 'logits',
          index: 2,
          value: '-Infinity',
        },
      ],
      histograms: [
        { of: 'error', edges: [-2, -1, 0, 1, 2], counts: [40, 480, 400, 60], below: 5, above: 0 },
        { of: 'loss', loss: 'mse', edges: [0, 1, 10, 100], counts: [900, 80, 5], below: 0, above: 0 },
      ],
      calibration: [
        {
          of: name('probability'),
          bins: [
            { low: 0, high: 0.25, rows: 300, prediction: 0.11, target: 0.09 },
            { low: 0.25, high: 0.5, rows: 200, prediction: 0.37, target: 0.41 },
            { low: 0.5, high: 0.75, rows: 0, prediction: null, target: null },
            { low: 0.75, high: 1, rows: 500, prediction: 0.9, target: 0.86 },
          ],
        },
        {
          of: name('mass'),
          bins: [
            { low: 2, high: 3, rows: 480, prediction: 2.5, target: 2.25, error: 0.25 },
            { low: 3, high: 8, rows: 505, prediction: 4, target: 4.125, error: -0.125 },
          ],
        },
      ],
      gates: [
        { expression: name('mse < 0.3'), status: 'pass', actual: 0.2431, threshold: 0.3, reason: null },
        {
          expression: name('mae[segment=us] <= 0.4'),
          status: 'fail',
          actual: 0.42,
          threshold: 0.4,
          reason: '0.42 is not <= 0.4',
        },
        {
          expression: 'upper(mse) < 0.25',
          status: 'warn',
          actual: 0.262896,
          threshold: 0.25,
          reason: '0.262896 is not < 0.25',
        },
        {
          expression: 'bce < 1',
          status: 'fail',
          actual: null,
          threshold: 1,
          reason: name('no rows were used'),
        },
      ],
    },
    provenance: {
      offmark: '0.1.0',
      plan: {
        columns: { target: name('y'), prediction: name('score') },
        classes: [name('cat'), name('dog')],
        policies: { nulls: 'skip', nans: 'skip' },
      },
      sum: 'kahan',
      sumError: 'u·|S|',
      backend: 'simd',
      workers: 2,
      inputs: [
        {
          path: name('part-01.arrow'),
          format: 'file',
          size: 12_345_678,
          rows: 600,
          batches: 3,
          endedBy: 'footer',
        },
        {
          path: name('part-07.arrow'),
          format: 'stream',
          size: null,
          rows: 400,
          batches: 1,
          endedBy: 'end of file',
        },
      ],
      baseline: {
        path: name('last-week.json'),
        started: '2026-01-05T06:00:00.000Z',
        differences: [{ what: 'target column', baseline: name('z'), now: name('y') }],
      },
      started: '2026-01-12T06:00:00.000Z',
      seconds: 1.25,
      machine: { node: 'v20.19.0', platform: 'linux', arch: 'x64', cpus: 2 },
    },
  };
}

function omitKey({ rows, losses }: Slice): Omit<Slice, 'key'> {
  return { rows, losses };
}

/** The same with so many rows among the worst: more than people read. */
export function longReport(count: number): Report {
  const report = fullReport();
  const rows = Array.from({ length: count }, (_, row) => ({
    path: 'a',
    batch: 0,
    row,
    value: 1,
    columns: {},
  }));
  return { ...report, result: { ...report.result, worst: [{ loss: 'mse', parameters: {}, rows }] } };
}
