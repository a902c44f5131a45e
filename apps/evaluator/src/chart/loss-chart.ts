import { argumentError } from '../errors.ts';
import { axisOf, lossCurves, whyNotDrawn } from './loss-curves.ts';
import type { NamedLoss } from './loss-curves.ts';
import { chartSvg, mostCurves } from './svg.ts';

/** Names that a title has room for. */
const mostInTitle = 3;

function plotError(expected: string, got: string, next: string): Error {
  return argumentError('E_PLOT', { expected, got, next });
}

/**
 * Losses in one chart, as SVG.
 * @param withGradients  whether their derivatives are drawn below them
 * @throws               E_PLOT if there is no loss, more than colours tell apart, or no axis that all of them have
 */
export function lossChart(losses: readonly NamedLoss[], withGradients: boolean): string {
  const names = losses.map(({ name }) => name);
  if (losses.length === 0) throw plotError('losses to draw', 'none', 'Name them: offmark losses mse mae.');
  if (losses.length > mostCurves)
    throw plotError(`at most ${mostCurves} losses in a chart`, String(losses.length), '');
  const curves = lossCurves(losses);
  if (curves === null) {
    const { got, next } = whyNotDrawn(losses);
    throw plotError('curves over one axis', got, next);
  }
  return chartSvg({
    title: `${names.length <= mostInTitle ? names.join(', ') : `${names.length} losses`} over the ${axisOf(curves.loss)}`,
    panels: withGradients ? [curves.loss, curves.derivative] : [curves.loss],
  });
}
