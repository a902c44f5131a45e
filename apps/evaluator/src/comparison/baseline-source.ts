import { existsSync } from 'node:fs';
import type { Report } from '../result/report.ts';

/** Another column of predictions to compare with. */
export interface BaselineColumn {
  readonly column: string;
}

/** What is compared with: an earlier report, as returned or by its file, or another column of the same rows. */
export type BaselineSource =
  | { readonly kind: 'report'; readonly report: string | Report }
  | { readonly kind: 'column'; readonly column: string };

/**
 * What a baseline is meant to be: `report:path` and `column:name` say it; any other text is a report if there is
 * something of that name, or if it ends in `.json`, and else a column.
 */
export function baselineSource(baseline: string | Report | BaselineColumn): BaselineSource {
  if (typeof baseline !== 'string') {
    return 'column' in baseline
      ? { kind: 'column', column: baseline.column }
      : { kind: 'report', report: baseline };
  }
  const [kind, name] = stated(baseline);
  if (kind === 'report') return { kind, report: name };
  if (kind === 'column') return { kind, column: name };
  const isReport = baseline.endsWith('.json') || existsSync(baseline);
  return isReport ? { kind: 'report', report: baseline } : { kind: 'column', column: baseline };
}

/** What a text says itself to be, and its name. */
function stated(baseline: string): readonly [kind: string | undefined, name: string] {
  const [, kind, name = baseline] = /^(report|column):(.*)$/su.exec(baseline) ?? [];
  return [kind, name];
}

/** A baseline as another folder's configuration has it: one that is a report, with its path from here. */
export function baselineFrom(baseline: string, pathOf: (name: string) => string): string {
  const [kind, name] = stated(baseline);
  const isReport =
    kind === 'report' || (kind === undefined && (name.endsWith('.json') || existsSync(pathOf(name))));
  return isReport ? `report:${pathOf(name)}` : baseline;
}
