import type { ColumnFacts } from './column-facts.ts';
import type { Purpose } from './column-names.ts';
import type { InspectedName } from './inspected-names.ts';
import type { Sample } from './sample.ts';

/** The columns that a person named; what is not named is guessed. */
export interface ChosenColumns {
  readonly target?: string;
  readonly prediction?: string;
}

/** A column with numbers to look at. */
export interface Candidate {
  readonly name: string;
  readonly purpose: Purpose;
  readonly nulls: number | null;
  readonly facts: ColumnFacts;
  readonly sample: Sample;
}

function isNamed(candidate: Candidate, chosen: string | undefined): boolean {
  return candidate.name === chosen;
}

/** Columns that a pattern takes together play no part by themselves, unless they are named. */
export function withoutMembers(
  candidates: readonly Candidate[],
  patterns: readonly InspectedName[],
  chosen: ChosenColumns,
): readonly Candidate[] {
  const names = new Set(candidates.map(({ name }) => name));
  const members = new Set(
    patterns.filter(({ name }) => names.has(name)).flatMap((pattern) => pattern.members),
  );
  return candidates.filter(
    (candidate) =>
      !members.has(candidate.name) ||
      isNamed(candidate, chosen.target) ||
      isNamed(candidate, chosen.prediction),
  );
}

/** The columns that could play a part: the one that was named, or those whose names say so, or the rest. */
export function candidatesFor(
  candidates: readonly Candidate[],
  part: 'target' | 'prediction',
  chosen: ChosenColumns,
): readonly Candidate[] {
  const name = chosen[part];
  if (name !== undefined) return candidates.filter((candidate) => isNamed(candidate, name));
  const other = part === 'target' ? chosen.prediction : chosen.target;
  const free = candidates.filter((candidate) => !isNamed(candidate, other));
  const named = free.filter(({ purpose }) => purpose === part);
  if (named.length === 0) return free.filter(({ purpose }) => purpose === 'unknown');
  return named.toSorted((a, b) => Number(b.name === part) - Number(a.name === part));
}
