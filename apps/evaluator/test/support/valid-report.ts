import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { evaluate as evaluateAnything, evaluatePart as evaluateAnyPart, poolExecutor } from 'offmark';
import type { EvaluateOptions, Executor, PartialState, PartOptions, Report } from 'offmark';
import { afterAll } from 'vitest';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schema/report-v1.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const isReport = ajv.compile(schema);

/** @throws with the first difference from the published schema */
export function checkReport(report: unknown): void {
  if (!isReport(report)) throw new Error(`not a report of version 1: ${ajv.errorsText(isReport.errors)}`);
}

/** By their threads. To start one takes longer than most tests do. */
const pools = new Map<number, Executor>();

afterAll(async () => {
  for (const pool of pools.values()) await pool.close();
});

/** The pool of so many threads that all jobs of a test file share; each job has its own where it is not said how many. */
function sharedPool({ workers = 1 }: EvaluateOptions): Partial<Pick<EvaluateOptions, 'executor'>> {
  if (!Number.isInteger(workers) || workers < 2 || workers > 7) return {};
  const executor = pools.get(workers) ?? poolExecutor(workers);
  pools.set(workers, executor);
  return { executor };
}

/** `evaluate`, of which every report is checked against the published schema. */
export async function evaluate(options: EvaluateOptions): Promise<Report> {
  const report = await evaluateAnything({ ...sharedPool(options), ...options });
  checkReport(structuredClone(report));
  return report;
}

/** `evaluatePart`, by the same pools. */
export function evaluatePart(options: PartOptions): Promise<PartialState> {
  return evaluateAnyPart({ ...sharedPool(options), ...options });
}
