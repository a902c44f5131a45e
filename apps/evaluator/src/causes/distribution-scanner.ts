import { BlockEvaluator, calibrationOf, outputCount, takesOutputs } from '@offmark/losses';
import type { Columns, LossState, Measure, RowLoss } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import type { CausePlan } from './cause-plan.ts';
import { histogramTerms } from './histogram-options.ts';
import { noRowValue } from './row-value.ts';
import type { ScannedColumns } from './scanned-columns.ts';

/** Classes of which calibration is told, each by a table and a curve of its own. */
const mostClasses = 100;

/** What is gathered of the rows: for the histograms, then for calibration. */
export function termsOf(
  { histograms, calibration }: CausePlan,
  losses: readonly Measure[],
): readonly RowLoss[] {
  const terms = histograms.map((histogram) => histogramTerms(histogram, losses));
  const curves = calibration === 0 ? null : calibrationOf(itemAt(losses, 0), calibration);
  return curves === null ? terms : [...terms, curves];
}

/** Gathers how errors and losses spread, and what predictions are worth, of one chunk after another. */
export class DistributionScanner {
  readonly #evaluator: BlockEvaluator;

  /** @throws E_ROW_VALUES for several outputs; E_CLASS_COUNT */
  constructor(plan: CausePlan, { losses, byRole, policies, backend }: ScannedColumns) {
    const option = plan.histograms.length > 0 ? '--histogram' : '--calibration';
    for (const loss of losses) {
      if (outputCount(byRole) !== null && takesOutputs(loss))
        throw noRowValue(loss.name, option, 'several outputs');
    }
    const classes = byRole['prediction']?.classes ?? 1;
    if (plan.calibration > 0 && classes > mostClasses) throw tooManyClasses(classes);
    this.#evaluator = new BlockEvaluator(termsOf(plan, losses), byRole, policies, backend);
  }

  add(columns: Columns, from: number, rows: number): void {
    this.#evaluator.add(columns, from, rows);
  }

  /** The states of the chunk; the next one starts from nothing. */
  take(): readonly LossState[] {
    return this.#evaluator.take();
  }
}

function tooManyClasses(classes: number): Error {
  return argumentError('E_CLASS_COUNT', {
    place: '--calibration',
    expected: `at most ${mostClasses} classes`,
    got: String(classes),
  });
}
