import type { LossReport, Result } from '../result/report.ts';
import type { GateResult, LossComparison, SliceValue } from '../result/report-sections.ts';
import { missingWords } from '../reports/words.ts';
import { findLosses } from './find-loss.ts';
import { findGrouping, findSlice } from './find-slice.ts';
import type { Comparator, Gate, Measure, Threshold } from './gate.ts';

/** A number, or why there is none. */
type Measured = { readonly value: number } | { readonly reason: string };

/** What a gate looks at. */
interface Subject {
  readonly loss: LossReport;
  readonly compared: LossComparison | undefined;
}

const compare: Readonly<Record<Comparator, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function comparedSlice(
  { comparison }: Result,
  by: readonly string[],
  key: readonly SliceValue[],
): readonly LossComparison[] {
  const grouping = comparison?.slices?.find((candidate) => same(candidate.by, by));
  return grouping?.slices.find((candidate) => same(candidate.key, key))?.losses ?? [];
}

/** The slices of a report may be the largest alone. */
function missingSlice(result: Result, parts: Measure['slice']): string {
  return findGrouping(result, parts)?.other === undefined
    ? 'there is no such slice'
    : 'there is no such slice among those that are listed; raise --top';
}

function subjectOf({ loss: spec, prediction, slice: parts }: Measure, result: Result): Subject | string {
  if (parts.length === 0) {
    const [loss] = findLosses(spec, result.losses, prediction);
    const [compared] = findLosses(spec, result.comparison?.losses ?? [], prediction);
    return loss === undefined ? 'the report has no such loss' : { loss, compared };
  }
  const found = findSlice(result, parts);
  if (found === undefined) return missingSlice(result, parts);
  const { grouping, slice } = found;
  const [loss] = findLosses(spec, slice.losses, prediction);
  const [compared] = findLosses(spec, comparedSlice(result, grouping.by, slice.key), prediction);
  return loss === undefined ? 'the slice has no such loss' : { loss, compared };
}

function measured({ loss }: Subject, bound: Measure['bound']): Measured {
  const missing = missingWords(loss);
  if (missing !== undefined) {
    const [word, why] = missing;
    return { reason: word === 'none' ? why : `the value is ${word}: ${why}` };
  }
  if (bound === 'value') return numberOr(loss.value, 'there is no value');
  const { interval } = loss;
  if (interval === undefined) return { reason: 'the loss has no interval' };
  return numberOr(bound === 'upper' ? interval.high : interval.low, 'too few rows for an interval');
}

/** Beside the baseline's value stands that of the rows which were compared, where some could not be. */
function comparable(subject: Subject, threshold: Threshold): Subject {
  const { loss, compared } = subject;
  if (threshold.kind === 'number' || typeof compared?.value !== 'number') return subject;
  return { ...subject, loss: { ...loss, value: compared.value } };
}

const numberOr = (value: number | null, reason: string): Measured =>
  value !== null && Number.isFinite(value) ? { value } : { reason };

function thresholdOf(threshold: Threshold, { compared }: Subject): Measured {
  if (threshold.kind === 'number') return threshold;
  if (compared === undefined) return { reason: 'the baseline has nothing to compare with' };
  const { baseline, reason } = compared;
  if (baseline === null) return { reason: reason ?? 'the baseline has no value' };
  const { factor, offset } = threshold;
  if (factor !== null && baseline === 0) return { reason: 'the baseline is 0, and so is any multiple of it' };
  return numberOr(baseline * (factor ?? 1) + offset, 'the threshold is beyond the range of doubles');
}

/** Measures a gate. A gate on nothing fails, each way with its own reason. */
export function measureGate(gate: Gate, result: Result): GateResult {
  const { expression, severity, measure, comparator, threshold } = gate;
  const outcome = (actual: number | null, limit: number | null, reason: string | null): GateResult => ({
    expression,
    status: reason === null ? 'pass' : severity,
    actual,
    threshold: limit,
    reason,
  });
  const subject = subjectOf(measure, result);
  const written = threshold.kind === 'number' ? threshold.value : null;
  if (typeof subject === 'string') return outcome(null, written, subject);
  const limit = thresholdOf(threshold, subject);
  const actual = measured(comparable(subject, threshold), measure.bound);
  if ('reason' in actual) return outcome(null, 'value' in limit ? limit.value : null, actual.reason);
  if ('reason' in limit) return outcome(actual.value, null, limit.reason);
  const holds = compare[comparator](actual.value, limit.value);
  const claim = `${actual.value} is not ${comparator} ${limit.value}`;
  return outcome(actual.value, limit.value, holds ? null : claim);
}
