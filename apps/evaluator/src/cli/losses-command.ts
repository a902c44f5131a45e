import type { Measure } from '@offmark/losses';
import { explanationMarkdown, listMarkdown } from '../catalogue/catalogue-markdown.ts';
import { explanationText, listText } from '../catalogue/catalogue-text.ts';
import { lossEntry } from '../catalogue/loss-entry.ts';
import { lossChart } from '../chart/loss-chart.ts';
import { lossCurves } from '../chart/loss-curves.ts';
import type { NamedLoss } from '../chart/loss-curves.ts';
import { terminalLooks, terminalPlot } from '../chart/terminal-plot.ts';
import type { TerminalLooks } from '../chart/terminal-plot.ts';
import { argumentError } from '../errors.ts';
import { loadLosses } from '../loss-modules.ts';
import { lossOf, parseLosses } from '../loss-spec.ts';
import { openOutput } from './output.ts';

/** The flags of `offmark losses`, as the command line gives them. */
export interface LossesFlags {
  readonly lossesFrom?: readonly string[];
  readonly plot?: string;
  readonly gradients?: boolean;
  readonly format: 'text' | 'json' | 'markdown';
}

/** The losses that were named, each called as it was: `huber:delta=2`. */
function namedLosses(texts: readonly string[], known: readonly Measure[]): readonly NamedLoss<Measure>[] {
  return texts
    .flatMap((text) => text.split(','))
    .flatMap((text) =>
      parseLosses(text, known, '').map((spec) => ({ name: text.trim(), loss: lossOf(spec, known) })),
    );
}

function plotLines({ name, loss }: NamedLoss, looks: TerminalLooks): readonly string[] {
  const curves = lossCurves([{ name, loss }]);
  return curves === null ? [] : terminalPlot(curves.loss, looks);
}

function listOf(losses: readonly Measure[], format: LossesFlags['format'], { width }: TerminalLooks): string {
  const entries = losses.map(lossEntry);
  if (format === 'json') return `${JSON.stringify({ version: 1, losses: entries }, null, 2)}\n`;
  return format === 'markdown' ? listMarkdown(entries) : listText(entries, width);
}

function explanations(
  named: readonly NamedLoss<Measure>[],
  format: Exclude<LossesFlags['format'], 'json'>,
  looks: TerminalLooks,
): string {
  if (format === 'markdown')
    return `${named.map(({ loss }) => explanationMarkdown(lossEntry(loss), 2, null)).join('\n\n')}\n`;
  return named
    .map((one) => explanationText(lossEntry(one.loss), plotLines(one, looks), looks.width))
    .join('\n');
}

/**
 * Lists the losses, or explains those that are named, and draws them where a file for it is given.
 * @throws E_LOSS_UNKNOWN, E_LOSS_SYNTAX, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE, E_LOSS_MODULE, E_PLOT, E_OUTPUT
 */
export async function runLosses(texts: readonly string[], flags: LossesFlags): Promise<void> {
  const known = await loadLosses(flags.lossesFrom ?? []);
  const named = namedLosses(texts, known);
  const looks = terminalLooks(process.stdout, process.env);
  if (flags.gradients === true && flags.plot === undefined) {
    throw argumentError('E_ARGUMENT', { place: '--gradients', expected: '--plot <file>', got: 'none' });
  }
  if (flags.plot !== undefined) {
    if (!flags.plot.endsWith('.svg')) {
      const expected = 'a name that ends in .svg';
      throw argumentError('E_PLOT', { place: '--plot', expected, got: flags.plot });
    }
    const chart = lossChart(named, flags.gradients ?? false);
    openOutput(flags.plot, [])(chart);
  }
  const losses = named.map(({ loss }) => loss);
  const isList = named.length === 0 || flags.format === 'json';
  process.stdout.write(
    isList
      ? listOf(named.length === 0 ? known : losses, flags.format, looks)
      : explanations(named, flags.format === 'markdown' ? 'markdown' : 'text', looks),
  );
}
