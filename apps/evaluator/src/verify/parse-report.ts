import type { Measure } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { isDigest } from '../partial/input-digest.ts';
import { parsePlan } from '../partial/parse-plan.ts';
import type { PartialInput, PartialPlan } from '../partial/partial-state.ts';
import { StateReader } from '../partial/state-reader.ts';
import { version } from '../version.ts';
import type { Verification } from './verification.ts';

/** An input as far as it is verified. */
export type VerifiableInput = Pick<PartialInput, 'path' | 'rows' | 'digest'>;

/** What of a report is verified. What is to be compared is as it was written. */
export interface VerifiableReport {
  readonly result: Readonly<Record<string, unknown>>;
  readonly inputs: readonly VerifiableInput[];
  readonly plan: PartialPlan;
  readonly writtenPlan: unknown;
  readonly jobs: readonly number[];
  readonly digests: Verification['digests'];
}

const member = 'provenance.verification';

function parseInput(read: StateReader, value: unknown, place: string): VerifiableInput {
  const { path, rows, digest } = read.fields(value, place);
  const digits = read.text(digest, `${place}.digest`);
  return {
    path: read.text(path, `${place}.path`),
    rows: read.count(rows, `${place}.rows`),
    digest: isDigest(digits) ? digits : read.refuse(`${place}.digest`, '32 hexadecimal digits', digits),
  };
}

function parseJobs(read: StateReader, value: unknown): readonly number[] {
  const place = `${member}.jobs`;
  return read.list(value, place).map((job, i) => {
    const count = read.count(job, `${place}[${i}]`);
    return count > 0 ? count : read.refuse(`${place}[${i}]`, 'an input at least', count);
  });
}

function parseDigests(read: StateReader, value: unknown): Verification['digests'] {
  const { inputs, plan, result } = read.fields(value, `${member}.digests`);
  return {
    inputs: read.text(inputs, `${member}.digests.inputs`),
    plan: read.text(plan, `${member}.digests.plan`),
    result: read.text(result, `${member}.digests.result`),
  };
}

function otherVersion(path: string, expected: string, got: string): Error {
  return inputError('E_REPORT_VERSION', {
    place: path,
    expected,
    got,
    next: 'Verify it with the version of offmark that wrote it.',
  });
}

/**
 * Reads what of a report is verified.
 * @param path   shown in errors
 * @param known  the losses that it may be of
 * @throws       E_REPORT that names the member that is not what it should be, E_REPORT_VERSION, E_REPORT_DIGEST
 */
export function parseReport(text: string, path: string, known: readonly Measure[]): VerifiableReport {
  const read = new StateReader(path, 'E_REPORT', '--digest --format json');
  const report = read.fields(read.json(text), 'the whole');
  if (report['version'] !== 1) {
    throw otherVersion(path, 'a report of version 1', `version ${JSON.stringify(report['version'])}`);
  }
  const result = read.fields(report['result'], 'result');
  const { offmark, inputs, verification } = read.fields(report['provenance'], 'provenance');
  if (verification === undefined) {
    throw inputError('E_REPORT_DIGEST', {
      place: path,
      expected: 'a report with digests',
      got: 'one without',
      next: 'Write it with offmark eval --digest.',
    });
  }
  const writer = read.text(offmark, 'provenance.offmark');
  if (writer !== version) throw otherVersion(path, `a report of offmark ${version}`, `one of ${writer}`);
  const { plan, jobs, digests } = read.fields(verification, member);
  const parsed = {
    result,
    inputs: read
      .list(inputs, 'provenance.inputs')
      .map((input, i) => parseInput(read, input, `provenance.inputs[${i}]`)),
    plan: parsePlan(read, plan, known),
    writtenPlan: plan,
    jobs: parseJobs(read, jobs),
    digests: parseDigests(read, digests),
  };
  const counted = parsed.jobs.reduce((sum, count) => sum + count, 0);
  if (counted !== parsed.inputs.length) {
    read.refuse(`${member}.jobs`, `${parsed.inputs.length} inputs in all`, counted);
  }
  return parsed;
}
