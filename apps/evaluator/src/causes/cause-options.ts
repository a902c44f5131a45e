import { calibrationOf } from '@offmark/losses';
import type { Measure, RowPolicies } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import { isReadOnce } from '../inputs/inputs.ts';
import { areColumns } from '../slices/slice-options.ts';
import type { CauseOptions, CausePlan } from './cause-plan.ts';
import { histogramPlans } from './histogram-options.ts';
import { checkRowValues } from './row-value.ts';

/** What is listed at most: a list is to be read, and kept for every chunk that is under way. */
export const mostListed = 10_000;

/** The first of the options that is given; undefined if nothing is asked of single rows. */
export function causeOption({ worst, listBad, histogram, calibration }: CauseOptions): string | undefined {
  const given = {
    '--worst': worst,
    '--list-bad': listBad,
    '--histogram': histogram,
    '--calibration': calibration,
  };
  return Object.entries(given).find(([, value]) => value !== undefined)?.[0];
}

/**
 * The plan behind the options; null if nothing is asked of single rows.
 * @param paths  of the inputs: what comes through a pipe cannot be read again
 * @throws E_ARGUMENT for options that would do nothing, E_ROW_VALUES
 */
export function causePlan(
  options: CauseOptions,
  losses: readonly Measure[],
  policies: RowPolicies,
  paths: readonly string[],
): CausePlan | null {
  const { worst = 0, show = [], listBad = 0, histogram, calibration = 0 } = options;
  checkUses(options, policies);
  if (causeOption(options) === undefined) return null;
  if (worst > 0) checkRowValues(losses, '--worst');
  if (calibration > 0) checkCalibration(itemAt(losses, 0), calibration);
  return {
    worst,
    kept: paths.some(isReadOnce) ? show : [],
    listBad,
    histograms: histogram === undefined ? [] : histogramPlans(histogram, losses),
    calibration,
  };
}

/** @throws E_ARGUMENT for the first option that would do nothing */
function checkUses({ worst, show = [], listBad }: CauseOptions, { nulls, nans }: RowPolicies): void {
  if (show.length > 0 && worst === undefined)
    throw argumentError('E_ARGUMENT', { place: '--show', expected: '--worst beside it', got: 'none' });
  if (show.length > 0 && !areColumns(show)) {
    const got = show.join(',');
    throw argumentError('E_ARGUMENT', { place: '--show', expected: 'names of columns, each once', got });
  }
  if (listBad === undefined || nulls !== 'error' || nans !== 'error') return;
  throw argumentError('E_ARGUMENT', {
    place: '--list-bad',
    expected: '--nulls skip, --nans skip or --nans propagate beside it',
    got: 'neither, so that the first bad value is an error',
  });
}

/** Bins of predictions at most. */
export const mostCalibrationBins = 1000;

/** @throws E_ROW_VALUES where predictions do not say what targets should be */
function checkCalibration(loss: Measure, bins: number): void {
  if (calibrationOf(loss, bins) !== null) return;
  throw argumentError('E_ROW_VALUES', {
    place: `--loss ${loss.name}`,
    expected:
      'predictions that say what targets should be, for --calibration: numbers, probabilities or logits',
    got: loss.columns.prediction.description,
    next: 'Name a loss of such predictions first.',
  });
}
