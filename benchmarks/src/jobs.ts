import type { DumpOptions } from './dumps.ts';

/** What is computed: the losses, as `--loss` takes them. Their order is that of a contender's values. */
export const jobNames = ['mse', 'bce', 'mse,mae,bce', 'sparse-cce', 'sparse-cce-logits'] as const;
export type JobName = (typeof jobNames)[number];

/** Losses over a dump. */
export interface Job {
  readonly losses: JobName;
  readonly dump: DumpOptions;
  readonly file: string;
}

/** The mean of each of a job's losses. */
export type Values = readonly number[];

/** How a rival computes a row's loss: in what it rounds to, which bounds how far its mean may be from ours. */
export type Precision = 'f32' | 'f64';

const tolerances: Readonly<Record<Precision, number>> = { f32: 1e-6, f64: 1e-9 };

/** @throws if values are further apart than their precision explains: fast and wrong is no rival */
export function checkAgreement(name: string, precision: Precision, theirs: Values, ours: Values): void {
  const apart = (value: number, i: number): number => Math.abs(value / (ours[i] ?? NaN) - 1);
  const agree = theirs.length === ours.length && theirs.every((v, i) => apart(v, i) <= tolerances[precision]);
  if (!agree)
    throw new Error(
      `${name}: expected ${ours.join(', ')} within ${tolerances[precision]}, got ${theirs.join(', ')}`,
    );
}
