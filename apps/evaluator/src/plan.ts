import type { ColumnLayout, DictionaryTable, FileVersion } from '@offmark/arrow-ipc/rows';
import type { RowPolicies, SumMethod } from '@offmark/losses';
import type { BackendName } from './scan/backend.ts';
import { itemAt } from './item-at.ts';
import type { LossSpec } from './loss-spec.ts';
import type { CausePlan } from './causes/cause-plan.ts';
import type { SlicePlan } from './slices/slice-plan.ts';

/** The columns of a dump by role: which to compare with which, what else a loss needs, and how much each row counts. */
export interface ColumnNames {
  readonly target: string;
  readonly prediction: string;
  readonly weight?: string;
  readonly [role: string]: string | undefined;
}

/** Columns by role as they are given: several of predictions are evaluated in one pass, and compared. */
export interface GivenColumns {
  readonly target?: string | undefined;
  readonly prediction?: string | readonly string[] | undefined;
  readonly weight?: string | undefined;
  readonly [role: string]: string | readonly string[] | undefined;
}

/** What is the same for every row of a job. Plain data, so that it can be sent to a worker. */
export interface ScoringPlan {
  readonly losses: readonly LossSpec[];
  /** Paths of the modules that hold losses beside the catalogue's; each thread imports them itself. */
  readonly lossModules: readonly string[];
  readonly policies: RowPolicies;
  readonly backend: BackendName;
  readonly sum: SumMethod;
  /** Whether to make digests of what is read. */
  readonly digests: boolean;
  /** The roles of the columns, in the order in which every input's layouts stand. */
  readonly roles: readonly string[];
  /** The columns of predictions; every input has layouts of all but the first, which has a role, behind the roles'. */
  readonly predictions: readonly string[];
  /** The names of columns that are no losses' business, of which every input has layouts behind those. */
  readonly extras: readonly string[];
  /** The condition on the rows that count; null if all do. */
  readonly where: string | null;
  /** How rows are grouped; null if they are not. */
  readonly slices: SlicePlan | null;
  /** What is asked of single rows; null if nothing is. */
  readonly causes: CausePlan | null;
}

/** What is the same for every row of one input. Plain data. */
export interface InputPlan {
  /** Shown in errors; the file to read, unless the rows come with the task. */
  readonly path: string;
  /** Of the file that was planned; null if the rows come with the task. */
  readonly version: FileVersion | null;
  readonly layouts: readonly ColumnLayout[];
  /** null if no column has any, or if the rows come with the task. */
  readonly dictionaries: InputDictionaries | null;
}

/** The dictionaries of an input's columns, in the order of `dictionariesOf`. Plain data. */
export interface InputDictionaries {
  /** Of this opening of the file: its values are kept for the tasks that come with it. */
  readonly key: number;
  readonly tables: readonly DictionaryTable[];
}

/** The roles that are bound, each with its column's name. */
export function rolesOf(names: ColumnNames): readonly (readonly [role: string, column: string])[] {
  return Object.entries(names).flatMap(([role, name]) => (name === undefined ? [] : [[role, name] as const]));
}

/** The extra columns by name, with their places among an input's layouts. */
export function columnPlaces({
  roles,
  predictions,
  extras,
}: Pick<ScoringPlan, 'roles' | 'predictions' | 'extras'>): ReadonlyMap<string, number> {
  const first = roles.length + predictions.length - 1;
  return new Map(extras.map((name, i) => [name, first + i]));
}

/** The places of the roles' columns among an input's layouts, where that prediction has the role of one. */
export function rolePlaces(
  { roles }: Pick<ScoringPlan, 'roles'>,
  prediction: number,
): ReadonlyMap<string, number> {
  const other = roles.length + prediction - 1;
  return new Map(
    roles.map((role, i) => [role, role === 'prediction' && prediction > 0 ? other : i] as const),
  );
}

/** Columns, or their layouts, by their roles. */
export function byRole<T>(
  columns: readonly T[],
  places: ReadonlyMap<string, number>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Array.from(places, ([role, place]) => [role, itemAt(columns, place)]));
}
