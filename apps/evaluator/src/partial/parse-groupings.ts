import { parseGroupedStates } from '@offmark/losses';
import type { GroupedStates, Measure, SumMethod } from '@offmark/losses';
import { pairStates } from '../inputs/predictions.ts';
import { groupsLosses, needsMoments } from '../slices/slice-plan.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import type { SliceTables } from './slice-tables.ts';
import { orRefuse } from './state-reader.ts';
import type { StateReader } from './state-reader.ts';

/** What tells how the states of groups are read. */
export interface GroupingsShape {
  readonly slices: SlicePlan;
  readonly keys: SliceTables;
  readonly sum: SumMethod;
  /** Losses of all predictions, behind which stand those of pairs. */
  readonly entries: readonly Measure[];
  readonly pairs: number;
}

/** What is kept of a loss in each group: its moments, its sums alone, or nothing. */
type Kept = 'moments' | 'sums' | 'nothing';

/** What may be kept of all that is summed by groups, in the order of the states. */
function keptOf({ slices, entries, pairs }: GroupingsShape): readonly (readonly Kept[])[] {
  const ofRows: Kept = needsMoments(slices) ? 'moments' : 'sums';
  const ofDifferences: Kept = slices.cluster === null ? 'moments' : 'sums';
  // A loss without a number per row has no pair.
  const ofPair: readonly (readonly Kept[])[] = pairStates.map((state) => [
    state === 'difference' ? ofDifferences : 'sums',
    'nothing',
  ]);
  return [
    ...entries.map((): readonly Kept[] => [groupsLosses(slices) ? ofRows : 'nothing']),
    ...Array.from({ length: pairs }, () => ofPair).flat(),
  ];
}

/** Reads the states of all groupings. */
export function parseGroupings(
  read: StateReader,
  value: unknown,
  member: string,
  shape: GroupingsShape,
): readonly GroupedStates[] {
  const groupings = read.list(value, member);
  const { groupings: known } = shape.slices;
  if (groupings.length !== known.length) read.refuse(member, `${known.length} groupings`, groupings.length);
  return groupings.map((grouping, i) => {
    const groups = shape.keys[i]?.length ?? 0;
    return shape.pairs === 0
      ? parseAlike(read, grouping, `${member}[${i}]`, shape, groups)
      : parsePaired(read, grouping, `${member}[${i}]`, shape, groups);
  });
}

function parseAlike(
  read: StateReader,
  value: unknown,
  member: string,
  { slices, sum, entries }: GroupingsShape,
  groups: number,
): GroupedStates {
  const shape = { losses: entries, groups, sum, moments: needsMoments(slices) };
  return orRefuse(read, () => parseGroupedStates(value, member, shape));
}

/** Of differences, losses and predictions not the same is kept: each is read as if it were the only one. */
function parsePaired(
  read: StateReader,
  value: unknown,
  member: string,
  shape: GroupingsShape,
  groups: number,
): GroupedStates {
  const fields = read.fields(value, member);
  const kept = keptOf(shape);
  const losses = read.list(fields['losses'], `${member}.losses`);
  if (losses.length !== kept.length) read.refuse(`${member}.losses`, `${kept.length} losses`, losses.length);
  const { reduced, ...others } = fields;
  const gathered = reduced === undefined ? null : read.list(reduced, `${member}.reduced`);
  const { sum } = shape;
  const parse = (loss: unknown, i: number, moments: boolean): GroupedStates => {
    const own = gathered === null ? {} : { reduced: [gathered[i] ?? null] };
    const measure = shape.entries[i] ?? null;
    const one = { ...others, losses: [loss], ...own };
    return parseGroupedStates(one, member, { losses: [measure], groups, sum, moments });
  };
  const whole = { ...others, losses: [] };
  const { groups: numbers, rows } = orRefuse(read, () =>
    parseGroupedStates(whole, member, { losses: [], groups, sum, moments: false }),
  );
  const parsed = losses.map((loss, i): Pick<GroupedStates, 'losses' | 'reduced'> => {
    const place = `${member}.losses[${i}]`;
    const [first = 'nothing', ...further] = kept[i] ?? [];
    const isEmpty = Object.keys(read.fields(loss, place)).length === 0;
    if (isEmpty && [first, ...further].includes('nothing')) return { losses: [] };
    if (first === 'nothing') return read.refuse(place, 'nothing', 'sums');
    const named = (said: string): string =>
      said
        .replace(`${member}.losses[0]`, () => place)
        .replace(`${member}.reduced[0]`, () => `${member}.reduced[${i}]`);
    return orRefuse(read, () => parse(loss, i, first === 'moments'), named);
  });
  return {
    groups: numbers,
    rows,
    losses: parsed.map(({ losses: [fields = {}] }) => fields),
    ...(gathered === null ? {} : { reduced: parsed.map(({ reduced: [states = []] = [] }) => states) }),
  };
}
