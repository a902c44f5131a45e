import type { LossReport, Report } from '../result/report.ts';
import { escapePrometheus } from './escape.ts';
import { fatesOf } from './ledger.ts';
import { settingsOf, sliceText } from './words.ts';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

function labelsOf(loss: Pick<LossReport, 'loss' | 'parameters' | 'prediction'>): Labels {
  const parameters = settingsOf(loss)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  return {
    loss: loss.loss,
    ...(parameters === '' ? {} : { parameters }),
    ...(loss.prediction === undefined ? {} : { prediction: loss.prediction }),
  };
}

/** No sample where there is no value: a number in its place would be compared as one. */
const sample = (labels: Labels, value: number | null): readonly Sample[] =>
  value === null ? [] : [{ labels, value }];

function lossMetrics({ result }: Report): readonly Metric[] {
  const { losses } = result;
  return [
    {
      name: 'offmark_rows_read',
      help: 'Rows that were read.',
      samples: sample({}, result.rows.read),
    },
    {
      name: 'offmark_rows',
      help: 'Rows by loss and by what became of them.',
      samples: losses.flatMap((loss) =>
        fatesOf(loss.rows).flatMap(([fate, , rows]) => sample({ ...labelsOf(loss), fate }, rows)),
      ),
    },
    {
      name: 'offmark_loss',
      help: 'The loss over all rows; absent if it has no value.',
      samples: losses.flatMap((loss) => sample(labelsOf(loss), loss.value)),
    },
    {
      name: 'offmark_loss_valid',
      help: 'Whether the loss has a value.',
      samples: losses.flatMap((loss) => sample(labelsOf(loss), loss.state === 'ok' ? 1 : 0)),
    },
    {
      name: 'offmark_loss_low',
      help: 'The lower end of the interval of the loss.',
      samples: losses.flatMap((loss) => sample(labelsOf(loss), loss.interval?.low ?? null)),
    },
    {
      name: 'offmark_loss_high',
      help: 'The upper end of the interval of the loss.',
      samples: losses.flatMap((loss) => sample(labelsOf(loss), loss.interval?.high ?? null)),
    },
  ];
}

function furtherMetrics({ result }: Report): readonly Metric[] {
  const { slices = [], comparison, gates = [] } = result;
  const sliced = slices.flatMap(({ by, slices }) =>
    slices.map((slice) => ({ slice, labels: { by: by.join(','), slice: sliceText(by, slice.key) } })),
  );
  return [
    {
      name: 'offmark_slice_rows_read',
      help: 'Rows that were read, by slice.',
      samples: sliced.flatMap(({ slice, labels }) => sample(labels, slice.rows.read)),
    },
    {
      name: 'offmark_slice_rows_used',
      help: 'Rows that a loss used, by slice.',
      samples: sliced.flatMap(({ slice, labels }) =>
        slice.losses.flatMap((loss) => sample({ ...labelsOf(loss), ...labels }, loss.rows.used)),
      ),
    },
    {
      name: 'offmark_slice_loss',
      help: 'The loss over the rows of a slice; absent if it has no value.',
      samples: sliced.flatMap(({ slice, labels }) =>
        slice.losses.flatMap((loss) => sample({ ...labelsOf(loss), ...labels }, loss.value)),
      ),
    },
    {
      name: 'offmark_baseline_loss',
      help: 'The loss of the baseline.',
      samples: (comparison?.losses ?? []).flatMap((loss) => sample(labelsOf(loss), loss.baseline)),
    },
    {
      name: 'offmark_difference',
      help: 'The loss minus that of the baseline.',
      samples: (comparison?.losses ?? []).flatMap((loss) => sample(labelsOf(loss), loss.difference)),
    },
    {
      name: 'offmark_difference_low',
      help: 'The lower end of the interval of the difference.',
      samples: (comparison?.losses ?? []).flatMap((loss) =>
        sample(labelsOf(loss), loss.interval?.low ?? null),
      ),
    },
    {
      name: 'offmark_difference_high',
      help: 'The upper end of the interval of the difference.',
      samples: (comparison?.losses ?? []).flatMap((loss) =>
        sample(labelsOf(loss), loss.interval?.high ?? null),
      ),
    },
    {
      name: 'offmark_gate_passed',
      help: 'Whether a gate passed.',
      samples: gates.flatMap(({ expression, status }) =>
        sample({ gate: expression }, status === 'pass' ? 1 : 0),
      ),
    },
    {
      name: 'offmark_gate_failed',
      help: 'Whether a gate failed; one that only warns never does.',
      samples: gates.flatMap(({ expression, status }) =>
        sample({ gate: expression }, status === 'fail' ? 1 : 0),
      ),
    },
  ];
}

function sampleLine(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapePrometheus(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function metricText({ name, help, samples }: Metric, whose: Labels): string {
  // A series that is there twice, as a loss that was asked for twice, would spoil the whole file.
  const lines = new Set(
    samples.map(({ labels, value }) => sampleLine(name, { labels: { ...labels, ...whose }, value })),
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

/** The report for monitoring, in Prometheus' text format without times: for node_exporter's textfile collector. */
export function prometheusReport(report: Report): string {
  const { job } = report.provenance;
  // Files of several jobs are collected together: their series must not be the same.
  const whose: Labels = job === undefined ? {} : { offmark_job: job };
  return [...lossMetrics(report), ...furtherMetrics(report)]
    .filter(({ samples }) => samples.length > 0)
    .map((metric) => metricText(metric, whose))
    .join('');
}
