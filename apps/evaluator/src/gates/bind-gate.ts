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
}

/**
 * The gate with all parameters of its loss. One on what the job does not measure is refused before it has cost anything.
 * @throws E_GATE, E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function bindGate(gate: Gate, job: Measurable): Gate {
  const { measure, severity, expression } = gate;
  const place = `--${severity === 'warn' ? 'warn' : 'gate'} '${expression}'`;
  const loss = bindLoss(place, measure.loss, job.losses, job.known);
  checkMeasurable(gate, job, place);
  return { ...gate, measure: { ...measure, loss } };
}

function checkMeasurable(
  { measure, threshold }: Gate,
  { groupings, intervals, baseline }: Measurable,
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
      next: 'Name an earlier report with --baseline.',
    });
  }
}

export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
