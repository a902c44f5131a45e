import type { Measure } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { bindLoss } from './find-loss.ts';
import type { NamedLoss } from './find-loss.ts';
import type { Gate } from './gate.ts';

/** What a job will measure, known before it starts. */
export interface Measurable {
  readonly losses: readonly NamedLoss[];
  /** The losses that there are. */
  readonly known: readonly Measure[];
  /** The columns of each grouping. */
  readonly groupings: readonly (readonly string[])[];
  readonly intervals: boolean;
  readonly baseline: boolean;
  /** The column of predictions that others are compared with; null if there is none. */
  readonly baselineColumn: string | null;
}

/** The columns of predictions, where there are several. */
const predictionsOf = ({ losses }: Measurable): readonly string[] => [
  ...new Set(losses.flatMap(({ prediction }) => prediction ?? [])),
];

/**
 * Which of several predictions a gate is on: `[prediction=a]` says it, unless slices are by a column of that name. One
 * that is held against the baseline is on the only other.
 */
function boundPrediction({ measure, threshold }: Gate, job: Measurable, place: string): Gate['measure'] {
  const predictions = predictionsOf(job);
  const isSlice = job.groupings.some((by) => by.includes('prediction'));
  const part = isSlice ? undefined : measure.slice.find(({ column }) => column === 'prediction');
  if (predictions.length === 0) return measure;
  if (part !== undefined) {
    if (!predictions.includes(part.value)) {
      throw argumentError('E_GATE', {
        place,
        expected: `one of the predictions ${predictions.join(', ')}`,
        got: part.value,
      });
    }
    return {
      ...measure,
      prediction: part.value,
      slice: measure.slice.filter((other) => other !== part),
    };
  }
  const others = predictions.filter((name) => name !== job.baselineColumn);
  const [only = null] = others;
  return threshold.kind === 'baseline' && others.length === 1 ? { ...measure, prediction: only } : measure;
}

/**
 * The gate with all parameters of its loss. One on what the job does not measure is refused before it has cost anything.
 * @throws E_GATE, E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function bindGate(gate: Gate, job: Measurable): Gate {
  const { severity, expression } = gate;
  const place = `--${severity === 'warn' ? 'warn' : 'gate'} '${expression}'`;
  const measure = boundPrediction(gate, job, place);
  const bound = bindLoss(place, measure.loss, job.losses, job.known, measure.prediction);
  const found = { ...gate, measure: { ...measure, ...bound } };
  checkMeasurable(found, job, place);
  return found;
}

function checkMeasurable(
  { measure, threshold }: Gate,
  { groupings, intervals, baseline, baselineColumn }: Measurable,
  place: string,
): void {
  const columns = measure.slice.map(({ column }) => column);
  if (columns.length > 0 && !groupings.some((by) => isSameSet(by, columns))) {
    const known = groupings.map((by) => by.join(',')).join('; ');
    throw argumentError('E_GATE', {
      place,
      expected: known === '' ? 'no slice in a job without slices' : `a slice by ${known}`,
      got: `one by ${columns.join(',')}`,
    });
  }
  if (measure.bound !== 'value' && !intervals) {
    throw argumentError('E_GATE', {
      place,
      expected: 'a value in a job without intervals',
      got: `${measure.bound}(…)`,
    });
  }
  if (threshold.kind === 'baseline' && !baseline) {
    throw argumentError('E_GATE', {
      place,
      expected: 'a number, or a baseline to compare with',
      got: 'baseline without one',
      next: 'Name an earlier report, or a column of predictions, with --baseline.',
    });
  }
  if (threshold.kind === 'baseline' && baselineColumn !== null && measure.prediction === baselineColumn) {
    throw argumentError('E_GATE', {
      place,
      expected: 'a prediction that is compared with the baseline',
      got: `the baseline ${baselineColumn} itself`,
    });
  }
}

export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
