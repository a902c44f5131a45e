import type { ReducedState } from '../reduce/reduced-state.ts';
import type { ExactColumn } from '../sums/index.ts';

/** What is counted of each group; `used` rows are those that no other fate has. */
export const countFields = [
  'rows.zeroWeight',
  'rows.null',
  'rows.nan',
  'rows.infinite',
  'rows.ignored',
  'rows.clipped',
  'rows.unnormalised',
  'special.nan',
  'special.positiveInfinity',
  'special.negativeInfinity',
  'special.overflow',
  'special.underflow',
] as const;
export type CountField = (typeof countFields)[number];

/** Sums of each group, as pairs. */
export const pairNames = ['total', 'weight'] as const;
export type PairName = (typeof pairNames)[number];
export type PairField = `${PairName}.${'high' | 'low' | 'wraps'}`;

/** Of the mean's linearisation: Σv, the mean weighted by v, and the centred second moment; v is divisor². */
export const momentFields = ['moments.weight', 'moments.mean', 'moments.squares'] as const;
export type MomentField = (typeof momentFields)[number];

export type GroupField = CountField | PairField | MomentField;

/** Exact sums of each group: as the pairs, and Σa², Σad, Σd² of weighted losses a and divisors d. */
export const exactNames = ['total', 'weight', 'losses', 'products', 'divisors'] as const;
export type ExactName = (typeof exactNames)[number];

/** A cell for each group. */
export type ExactFields = Readonly<Partial<Record<ExactName, ExactColumn>>>;

/** What a metric's reducers gathered of each group, in the order of the groups; empty for a loss without reducers. */
export type ReducedGroups = readonly (readonly ReducedState[])[];

/** One number for each group; a field is absent where it is 0 in all of them. */
export type GroupFields = Readonly<Partial<Record<GroupField, Float64Array>>>;
