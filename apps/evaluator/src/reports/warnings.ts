import type { LossReport, Report } from '../result/report.ts';
import type { Comparison } from '../result/report-sections.ts';
import { escapeTerminal } from './escape.ts';
import { countText } from './words.ts';

const conditionText = (where: string | undefined): string =>
  where === undefined ? 'all' : `where ${escapeTerminal(where)}`;

const nameOf = ({ loss, prediction }: Pick<LossReport, 'loss' | 'prediction'>): string =>
  prediction === undefined ? loss : `${loss} of ${escapeTerminal(prediction)}`;

/** Rows that a comparison of two columns does without. */
function unpairedLines(comparison: Comparison | undefined): readonly string[] {
  if (comparison?.with.kind !== 'column') return [];
  const baseline = escapeTerminal(comparison.with.column);
  return comparison.losses.flatMap((compared) => {
    const { unpaired = 0 } = compared.rows ?? {};
    if (unpaired === 0) return [];
    const rows = `${countText(unpaired)} that only one of the predictions uses`;
    return [`${nameOf(compared)}: ${rows}: not compared with ${baseline}.`];
  });
}

/** What deserves a word on stderr although there is a result. */
export function warnings({ result, provenance }: Report): readonly string[] {
  const lines: string[] = [];
  for (const { path, endedBy } of provenance.inputs) {
    if (endedBy !== 'end of file') continue;
    lines.push(
      `${escapeTerminal(path)}: the stream ends between two messages without its end marker; a cut there cannot be seen.`,
    );
  }
  for (const measured of result.losses) {
    const { rows, parameters } = measured;
    const loss = nameOf(measured);
    if (rows.clipped > 0) {
      const floor = JSON.stringify(parameters['floor']);
      lines.push(`${loss}: ${countText(rows.clipped)} clipped: a number below ${floor} counts as ${floor}.`);
    }
    if (rows.unnormalised > 0) {
      lines.push(`${loss}: ${countText(rows.unnormalised)} of probabilities that do not sum to 1.`);
    }
  }
  lines.push(...unpairedLines(result.comparison));
  const { baseline } = provenance;
  if (baseline !== undefined && baseline.where !== result.where) {
    lines.push(
      `the baseline is of other rows: ${conditionText(baseline.where)}, now ${conditionText(result.where)}.`,
    );
  }
  for (const { what, baseline: before, now } of baseline?.differences ?? []) {
    const texts = [what, before, now].map(escapeTerminal);
    lines.push(`the baseline differs in its ${texts[0]}: ${texts[1]}, now ${texts[2]}.`);
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
