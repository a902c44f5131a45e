import type { ColumnFacts } from './column-facts.ts';
import type { Purpose } from './column-names.ts';
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
