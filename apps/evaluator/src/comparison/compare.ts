import { measures } from '@offmark/losses';
import type { Baseline, BaselineLoss } from './baseline.ts';
import { argumentError } from '../errors.ts';
import type { LossReport, Result } from '../result/report.ts';
import type { Comparison, LossComparison, SliceComparison } from '../result/report-sections.ts';

type Parameters = LossReport['parameters'];
type Named = Pick<LossReport, 'loss' | 'parameters' | 'prediction'>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The parameters with those that an earlier version did not have, at their defaults. */
function completed({ loss, parameters }: Named): Parameters {
  const known: Parameters = measures.find(({ name }) => name === loss)?.parameterValues ?? {};
  return { ...known, ...parameters };
}

/** The settings of the baseline that differ: `delta=1`. */
function differences(ours: Named, theirs: Named): readonly string[] {
  const [a, b] = [completed(ours), completed(theirs)];
  return Object.keys({ ...a, ...b })
    .filter((name) => !same(a[name], b[name]))
    .map((name) => `${name}=${JSON.stringify(b[name] ?? null)}`);
}

function verdictOf(difference: number, { higherIsBetter }: LossReport): LossComparison['verdict'] {
  if (difference === 0) return 'same';
  return difference > 0 === (higherIsBetter === true) ? 'better' : 'worse';
}

/** The column of predictions of a baseline that has only one. */
function onlyPrediction({ evaluatedBy: { plan } }: Baseline): string | null {
  const { prediction } = plan?.columns ?? {};
  return typeof prediction === 'string' ? prediction : null;
}

/**
 * One loss beside its counterpart among those of the baseline.
 * @param only  the baseline's column of predictions, if it has only one
 */
function compareLoss(now: LossReport, losses: readonly BaselineLoss[], only: string | null): LossComparison {
  const { loss, parameters, prediction } = now;
  const named = { loss, parameters, ...(prediction === undefined ? {} : { prediction }) };
  const nothing = { baseline: null, difference: null, relative: null, verdict: null };
  const isSamePrediction = (then: BaselineLoss): boolean =>
    then.prediction === prediction || (then.prediction === undefined && prediction === only);
  const candidates = losses.filter((then) => then.loss === loss && isSamePrediction(then));
  const then = candidates.find((candidate) => differences(now, candidate).length === 0);
  if (then === undefined) {
    const [other] = candidates;
    if (other === undefined) {
      const others = [
        ...new Set(losses.flatMap((one) => (one.loss === loss ? [one.prediction ?? only] : []))),
      ];
      const whose = others.filter((name) => name !== null);
      const reason =
        whose.length === 0
          ? `the baseline has no ${loss}`
          : `the baseline has ${loss} of ${whose.join(', ')} alone`;
      return { ...named, ...nothing, state: 'missing', reason };
    }
    const reason = `the baseline's ${loss} has ${differences(now, other).join(', ')}`;
    return { ...named, ...nothing, state: 'other parameters', reason };
  }
  const { value: baseline, state } = then;
  if (baseline === null) return { ...named, ...nothing, state, reason: `the baseline's value is ${state}` };
  if (now.value === null) {
    return { ...named, ...nothing, baseline, state, reason: `the value is ${now.state}` };
  }
  const difference = now.value - baseline;
  return {
    ...named,
    baseline,
    state,
    difference,
    relative: baseline === 0 ? null : difference / Math.abs(baseline),
    verdict: verdictOf(difference, now),
    reason: null,
  };
}

function compareSlices({ slices: groupings = [] }: Result, baseline: Baseline): readonly SliceComparison[] {
  const only = onlyPrediction(baseline);
  return groupings.map(({ by, slices }) => {
    const then = baseline.slices.find((grouping) => same(grouping.by, by));
    const byKey = new Map(then?.slices.map(({ key, losses }) => [JSON.stringify(key), losses]));
    return {
      by,
      slices: slices.map(({ key, losses }) => {
        const counterparts = byKey.get(JSON.stringify(key));
        const reason = 'the baseline has no such slice';
        const compared = losses.map((loss) => compareLoss(loss, counterparts ?? [], only));
        return {
          key,
          losses: counterparts === undefined ? compared.map((loss) => ({ ...loss, reason })) : compared,
        };
      }),
    };
  });
}

/**
 * A result beside an earlier report. Smaller losses are better, unless they say otherwise.
 * @returns differences in each loss's unit, and relative to the baseline's magnitude
 */
export function compareWithReport(result: Result, baseline: Baseline): Comparison {
  const only = onlyPrediction(baseline);
  const losses = result.losses.map((loss) => compareLoss(loss, baseline.losses, only));
  const slices = compareSlices(result, baseline);
  return { with: { kind: 'report' }, losses, ...(slices.length === 0 ? {} : { slices }) };
}

/** @throws E_BASELINE if no loss of the job is one of the baseline's */
export function checkBaseline(losses: readonly Named[], baseline: Baseline): void {
  if (losses.some(({ loss }) => baseline.losses.some((then) => then.loss === loss))) return;
  const names = [...new Set(baseline.losses.map(({ loss }) => loss))];
  throw argumentError('E_BASELINE', {
    place: baseline.path ?? 'baseline',
    expected: `one of the losses ${[...new Set(losses.map(({ loss }) => loss))].join(', ')}`,
    got: names.length === 0 ? 'none' : names.join(', '),
    next: 'Compare with a report of the same losses.',
  });
}
