import type { ColumnChunk, ColumnLayout, TextTable } from '@offmark/arrow-ipc/rows';
import { GroupEvaluator, Resampler } from '@offmark/losses';
import type { Backend, Measure, RowPolicies, SumMethod } from '@offmark/losses';
import { inputError } from '../errors.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { itemAt } from '../item-at.ts';
import { edgesOf } from './bins.ts';
import type { Key } from './key.ts';
import { integersIn, keyColumn } from './key-column.ts';
import type { KeyColumn } from './key-column.ts';
import { keysAt } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import { PairTable } from './pair-table.ts';
import { RowEntries } from './row-entries.ts';
import { optionOf, resampledGroupings, sliceColumns } from './slice-plan.ts';
import type { SlicePlan } from './slice-plan.ts';

/** What the numbers of a grouping's slices stand for, in one thread: those that were not told before. Plain data. */
export interface SliceKeys {
  /** The first number; 0 if none was told before. */
  readonly from: number;
  /** One more than the last number. */
  readonly to: number;
  /** By column: the keys of these numbers. */
  readonly columns: readonly (readonly Key[])[];
}

/** A column that rows are grouped by. */
interface Encoded {
  readonly place: number;
  readonly keys: KeyColumn;
  readonly codes: Int32Array;
}

/** One grouping: rows to numbers of slices, slices to states. */
class Grouping {
  readonly columns: readonly string[];
  readonly #encoded: readonly Encoded[];
  /** Behind the first column: the number so far with the next column's. */
  readonly #pairs: readonly PairTable[];
  readonly #numbers: Int32Array;
  readonly evaluator: GroupEvaluator;

  constructor(
    columns: readonly string[],
    encoded: readonly Encoded[],
    numbers: Int32Array,
    evaluator: GroupEvaluator,
  ) {
    this.columns = columns;
    this.#encoded = encoded;
    this.#pairs = encoded.slice(1).map(() => new PairTable());
    this.#numbers = numbers;
    this.evaluator = evaluator;
  }

  /** How many slices there are so far. */
  get size(): number {
    return this.#pairs.at(-1)?.size ?? this.#encoded[0]?.keys.keys.length ?? 1;
  }

  /** How many of them were met for certain. */
  get leastMet(): number {
    return this.#pairs.length > 0 ? this.size : this.size - (this.#encoded[0]?.keys.preset ?? 0);
  }

  /** The number of each row's slice. */
  numbers(count: number): Int32Array {
    const [first, ...others] = this.#encoded;
    if (first === undefined) return this.#numbers;
    let before = first.codes;
    for (const [i, { codes }] of others.entries()) {
      const pairs = this.#pairs[i];
      if (pairs === undefined) throw new RangeError(`no pairs of column ${i}`);
      for (let row = 0; row < count; row++) this.#numbers[row] = pairs.numberOf(before[row]!, codes[row]!);
      before = this.#numbers;
    }
    return before;
  }

  /** The keys of the slices from one number to before another, by column. */
  keysOf(from: number, to: number): readonly (readonly Key[])[] {
    const codes: Int32Array[] = [];
    let rest = Int32Array.from({ length: to - from }, (_, i) => from + i);
    for (const pairs of this.#pairs.toReversed()) {
      codes.unshift(rest.map((number) => pairs.high(number)));
      rest = rest.map((number) => pairs.low(number));
    }
    codes.unshift(rest);
    return this.#encoded.map(({ keys }, i) => Array.from(codes[i] ?? [], (code) => keys.keys[code] ?? null));
  }
}

/** The columns of an input. */
export interface SlicedColumns {
  readonly layouts: readonly ColumnLayout[];
  /** By prediction: the places of the columns of the losses. */
  readonly roles: readonly ReadonlyMap<string, number>[];
  /** The places of the columns to group by. */
  readonly extras: ReadonlyMap<string, number>;
  /** A text column's texts; null if this thread does not know them, and keys are their numbers. */
  readonly textsOf: (layout: ColumnLayout) => TextTable | null;
}

/** Groups whose sums stay in the cache, and sums of groups in a backend's memory, of all groupings together. */
const mostDenseGroups = 4096;
const mostDenseSums = 65_536;

/** As many groups are few, where there are so many tables of sums: a power of two. */
function denseGroupsOf(tables: number): number {
  return 2 ** Math.floor(Math.log2(Math.min(mostDenseGroups, Math.max(1, mostDenseSums / tables))));
}

/** Sums losses by slices, a chunk after another. */
export class Slicer {
  readonly #plan: SlicePlan;
  readonly #entries: RowEntries;
  readonly #encoded: readonly Encoded[];
  readonly #groupings: readonly Grouping[];
  /** Whether keys have numbers for texts, which only the main thread can show: it counts the slices then. */
  #hasOpenTexts = false;
  /** To whom keys were told last, and how many of each grouping. */
  #told: { readonly numbering: number; readonly counts: readonly number[] } | undefined;
  /** null if no rows are resampled. */
  readonly #resampler: Resampler | null;
  /** How many groupings are, the first ones. */
  readonly #resampled: number;

  /** @throws E_CLASS_COUNT, E_SLICE_LOSS */
  constructor(
    plan: SlicePlan,
    losses: readonly Measure[],
    policies: RowPolicies,
    backend: Backend,
    { layouts, roles, extras, textsOf }: SlicedColumns,
    sum: SumMethod,
  ) {
    this.#plan = plan;
    this.#entries = new RowEntries(plan, losses, policies, backend, layouts, roles);
    const { blockRows: rows, moments } = this.#entries;
    const { bootstrap } = plan;
    this.#resampled = resampledGroupings(plan);
    this.#resampler =
      bootstrap === null || this.#resampled === 0
        ? null
        : new Resampler(bootstrap, moments.length, this.#resampled);
    const encoded = new Map(
      sliceColumns(plan).map((name): [string, Encoded] => {
        const place = extras.get(name) ?? -1;
        const layout = layouts[place];
        if (layout === undefined) throw new RangeError(`no column ${name}`);
        const texts = layout.isText ? textsOf(layout) : null;
        if (layout.isText && texts === null) this.#hasOpenTexts = true;
        const keys = keyColumn(layout.type, edgesOf(plan.bins, name), texts, backend, rows);
        return [name, { place, keys, codes: integersIn(backend, rows) }];
      }),
    );
    this.#encoded = [...encoded.values()];
    const denseGroups = denseGroupsOf(plan.groupings.length * moments.length);
    this.#groupings = plan.groupings.map(
      (columns) =>
        new Grouping(
          columns,
          columns.flatMap((name) => encoded.get(name) ?? []),
          integersIn(backend, rows),
          new GroupEvaluator(moments, sum, policies.nans, { backend, groups: denseGroups }),
        ),
    );
  }

  /**
   * Adds rows [from, from + rows).
   * @param chunk   the number of the chunk
   * @param origin  of a row of the columns, counted from the chunk's first
   * @throws RowError; E_SLICE_COUNT if a grouping has more slices than it may have
   */
  add(
    columns: readonly ColumnChunk[],
    from: number,
    rows: number,
    chunk: number,
    origin: (row: number) => number,
  ): void {
    const { blockRows } = this.#entries;
    for (let start = from; start < from + rows; start += blockRows) {
      const count = Math.min(blockRows, from + rows - start);
      const losses = this.#entries.run(columns, start, count);
      for (const { place, keys, codes } of this.#encoded) {
        const column = columns[place];
        if (column !== undefined) keys.encode(codes, column, start, count);
      }
      const numbers = this.#groupings.map((grouping) => grouping.numbers(count));
      for (const [i, grouping] of this.#groupings.entries()) {
        if (grouping.leastMet > this.#plan.mostSlices && !this.#hasOpenTexts) throw this.#tooMany(grouping);
        grouping.evaluator.add(itemAt(numbers, i), count, grouping.size, losses);
      }
      const resampled = numbers.slice(0, this.#resampled);
      this.#resampler?.add(chunk, (row) => origin(start + row), count, losses, resampled);
    }
  }

  /** The states of the chunk's slices, one set per grouping, and of its resamples. */
  take(): Pick<ScanState, 'groupings' | 'resampled'> {
    const groupings = this.#groupings.map(({ evaluator }) => evaluator.take());
    return this.#resampler === null ? { groupings } : { groupings, resampled: this.#resampler.take() };
  }

  /** What numbers stand for, those that this numbering was not told before. */
  newKeys(numbering: number): readonly SliceKeys[] {
    const told = this.#told?.numbering === numbering ? this.#told.counts : [];
    this.#told = { numbering, counts: this.#groupings.map(({ size }) => size) };
    return this.#groupings.map((grouping, i) => {
      const [from, to] = [told[i] ?? 0, grouping.size];
      return { from, to, columns: grouping.keysOf(from, to) };
    });
  }

  #tooMany(grouping: Grouping): Error {
    const size = Math.min(3, grouping.size);
    return tooManySlices(grouping.columns, this.#plan, { size, columns: grouping.keysOf(0, size) });
  }
}

/** @param keys  some of them, of which the first few are shown */
export function tooManySlices(columns: readonly string[], plan: SlicePlan, keys: KeyTable): Error {
  const { mostSlices, bootstrap } = plan;
  const each =
    bootstrap === null || resampledGroupings(plan) === 0
      ? null
      : ` with ${bootstrap.resamples} resamples each`;
  const examples = [0, 1, 2].filter((number) => number < keys.size);
  return inputError('E_SLICE_COUNT', {
    place: optionOf(columns, plan),
    expected: `at most ${mostSlices} distinct keys${each ?? ''}`,
    got: `more, such as ${examples.map((number) => keysAt(keys, number).map(String).join('/')).join(', ')}`,
    next:
      each === null
        ? 'Raise --max-slices, or group numbers by --bins.'
        : 'Ask for fewer resamples, raise --max-slices, or group numbers by --bins.',
  });
}
