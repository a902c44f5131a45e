import type { Result, Slice, SliceGrouping } from '../result/report.ts';
import type { SliceValue } from '../result/report-sections.ts';
import { isSameSet } from './bind-gate.ts';
import type { SlicePart } from './gate.ts';

/** A quoted value is text; any other is whatever reads like it: `1` is 1, 1.0 and "1". */
function matches(value: SliceValue, part: SlicePart): boolean {
  if (part.quoted) return value === part.value;
  if (String(value) === part.value) return true;
  return typeof value === 'number' && part.value !== '' && Number(part.value) === value;
}

/** The grouping by the columns that are meant. */
export function findGrouping(
  { slices: groupings = [] }: Pick<Result, 'slices'>,
  parts: readonly SlicePart[],
): SliceGrouping | undefined {
  const columns = parts.map(({ column }) => column);
  return groupings.find(({ by }) => isSameSet(by, columns));
}

/** The slice that is meant, with the grouping that it is of. */
export function findSlice(
  result: Pick<Result, 'slices'>,
  parts: readonly SlicePart[],
): { readonly grouping: SliceGrouping; readonly slice: Slice } | undefined {
  const grouping = findGrouping(result, parts);
  if (grouping === undefined) return undefined;
  const ordered = grouping.by.map((column) => parts.find((part) => part.column === column));
  const found = grouping.slices.filter(({ key }) =>
    ordered.every((part, i) => part !== undefined && matches(key[i] ?? null, part)),
  );
  // Both null and the text "null" may match what is not quoted: then null is meant.
  const slice = found.find(({ key }) => !key.some((value) => typeof value === 'string')) ?? found[0];
  return slice === undefined ? undefined : { grouping, slice };
}
