import type { Report } from '../report.ts';
import { escapeTerminal } from './escape.ts';
import { countText } from './words.ts';

const conditionText = (where: string | undefined): string =>
  where === undefined ? 'all' : `where ${escapeTerminal(where)}`;

/** What deserves a word on stderr although there is a result. */
export function warnings({ result, provenance }: Report): readonly string[] {
  const lines: string[] = [];
  for (const { path, endedBy } of provenance.inputs) {
    if (endedBy !== 'end of file') continue;
    lines.push(
      `${escapeTerminal(path)}: the stream ends between two messages without its end marker; a cut there cannot be seen.`,
    );
  }
  for (const { loss, rows, parameters } of result.losses) {
    if (rows.clipped > 0) {
      const floor = JSON.stringify(parameters['floor']);
      lines.push(`${loss}: ${countText(rows.clipped)} clipped: a number below ${floor} counts as ${floor}.`);
    }
    if (rows.unnormalised > 0) {
      lines.push(`${loss}: ${countText(rows.unnormalised)} of probabilities that do not sum to 1.`);
    }
  }
  const { baseline } = provenance;
  if (baseline !== undefined && baseline.where !== result.where) {
    lines.push(
      `the baseline is of other rows: ${conditionText(baseline.where)}, now ${conditionText(result.where)}.`,
    );
  }
  for (const { expression, status, reason } of result.gates ?? []) {
    if (status === 'warn')
      lines.push(`warning: ${escapeTerminal(expression)}: ${escapeTerminal(reason ?? '')}`);
  }
  return lines;
}

/** The gates that a job failed at, each with its reason. */
export function failedGates({ result }: Report): readonly string[] {
  return (result.gates ?? []).flatMap(({ expression, status, reason }) =>
    status === 'fail' ? [`gate failed: ${escapeTerminal(expression)}: ${escapeTerminal(reason ?? '')}`] : [],
  );
}
