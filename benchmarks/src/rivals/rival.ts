import type { Job, Precision, Values } from '../jobs.ts';
import type { Contender } from '../measure.ts';

/** One way of one rival to do a job. */
export interface RivalContender extends Contender<Values> {
  readonly precision: Precision;
}

/** What a user would pick instead. */
export interface Rival {
  /** Its ways to do a job, none if it has none. */
  contenders(job: Job): Promise<readonly RivalContender[]>;
  /** Lets go of what a job took. */
  release(): void;
}
