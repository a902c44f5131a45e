import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { evaluate as evaluateAnything } from 'offmark';
import type { EvaluateOptions, Report } from 'offmark';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schema/report-v1.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const isReport = ajv.compile(schema);

/** @throws with the first difference from the published schema */
export function checkReport(report: unknown): void {
  if (!isReport(report)) throw new Error(`not a report of version 1: ${ajv.errorsText(isReport.errors)}`);
}

/** `evaluate`, of which every report is checked against the published schema. */
export async function evaluate(options: EvaluateOptions): Promise<Report> {
  const report = await evaluateAnything(options);
  checkReport(structuredClone(report));
  return report;
}
