import type { LossGroup } from '@offmark/losses';
import { comparison } from './loss-entry.ts';
import type { LossEntry } from './loss-entry.ts';

/** What the groups are called, in the order in which they are listed. */
const groupTitles: Readonly<Record<LossGroup, string>> = {
  regression: 'Regression',
  counts: 'Counts and positive numbers',
  binary: 'Yes or no',
  classes: 'Classes',
  distributions: 'Distributions',
  vectors: 'Vectors',
  calibration: 'Calibration',
  ranks: 'Ranks',
};
const otherTitle = 'More';

/** Losses of a group that compare the same with the same. */
export interface Comparison {
  readonly compares: string;
  readonly entries: readonly LossEntry[];
}

export interface Group {
  readonly title: string;
  readonly comparisons: readonly Comparison[];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The losses by what they are for and what they compare; those without a guide come last. */
export function grouped(entries: readonly LossEntry[]): readonly Group[] {
  const byTitle = groupBy(entries, ({ group }) => (group === null ? otherTitle : groupTitles[group]));
  return [...Object.values(groupTitles), otherTitle].flatMap((title) => {
    const members = byTitle.get(title);
    if (members === undefined) return [];
    const comparisons = [...groupBy(members, comparison)].map(([compares, same]) => ({
      compares,
      entries: same,
    }));
    return [{ title, comparisons }];
  });
}
