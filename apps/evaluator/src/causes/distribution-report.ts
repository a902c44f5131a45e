import { calibrationCurves, histogramCounts } from '@offmark/losses';
import { itemAt } from '../item-at.ts';
import type { CalibrationCurve, Histogram } from '../result/report-sections.ts';
import type { CauseParts } from './cause-report.ts';
import type { CauseState } from './cause-state.ts';

export function histogramSections(
  { distributions }: CauseState,
  { plan, losses }: CauseParts,
): readonly Histogram[] {
  return plan.histograms.map(({ of, loss, edges }, i) => {
    const { name, parameterValues } = itemAt(losses, loss);
    return {
      of,
      ...(of === 'error' ? {} : { loss: name, parameters: parameterValues }),
      ...histogramCounts(itemAt(distributions, i), edges),
    };
  });
}

/** Of one class its place, or its name if it has one. */
export function calibrationSections(
  { distributions }: CauseState,
  { plan, losses, prediction, classNames }: CauseParts,
): readonly CalibrationCurve[] {
  const state = itemAt(distributions, plan.histograms.length);
  const curves = calibrationCurves(itemAt(losses, 0), state, plan.calibration);
  const ofClass = (k: number): string => `${prediction}[${classNames?.[k] ?? k}]`;
  return curves.map((bins, k) => ({ of: curves.length === 1 ? prediction : ofClass(k), bins }));
}
