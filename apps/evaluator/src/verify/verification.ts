import { jsonDigest } from '../json-digest.ts';
import type { PartialInput, PartialJob, PartialPlan, PartialState } from '../partial/partial-state.ts';
import type { Report } from '../result/report.ts';

/** What a report tells so that it can be reproduced and held against its inputs. */
export interface Verification {
  /** What was asked of the rows. */
  readonly plan: PartialPlan;
  /** How many of the inputs, in their order, each job had: one number unless states of several jobs were merged. */
  readonly jobs: readonly number[];
  /** SHA-256 in hexadecimal digits: of the inputs' rows and digests, of the plan's JSON, of the result's JSON. */
  readonly digests: Readonly<Record<'inputs' | 'plan' | 'result', string>>;
}

/** The digest of inputs in their order: of their values, not of their names, formats or batches. */
export function inputsDigest(inputs: readonly Pick<PartialInput, 'rows' | 'digest'>[]): string {
  return jsonDigest(inputs.map(({ rows, digest }) => [rows, digest]));
}

/** All inputs of all jobs, in their order. */
export function inputsOf(jobs: readonly PartialJob[]): readonly PartialInput[] {
  return jobs.flatMap(({ inputs }) => inputs);
}

/** A finished report, with what verifies it, from the state that it was made of. */
export function verifiable(report: Report, { plan, jobs }: PartialState): Report {
  const inputs = inputsOf(jobs);
  const verification: Verification = {
    plan,
    jobs: jobs.map((job) => job.inputs.length),
    digests: { inputs: inputsDigest(inputs), plan: jsonDigest(plan), result: jsonDigest(report.result) },
  };
  // The plan that is verified stands for the other.
  const { plan: _, ...provenance } = report.provenance;
  return { ...report, provenance: { ...provenance, inputs, verification } };
}
