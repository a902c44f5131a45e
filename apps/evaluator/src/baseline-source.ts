import { existsSync } from 'node:fs';
import type { Report } from './report.ts';

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
  const [, kind, name = ''] = /^(report|column):(.*)$/su.exec(baseline) ?? [];
  if (kind === 'report') return { kind, report: name };
  if (kind === 'column') return { kind, column: name };
  const isReport = baseline.endsWith('.json') || existsSync(baseline);
  return isReport ? { kind: 'report', report: baseline } : { kind: 'column', column: baseline };
}
