import type { TextTable } from '@offmark/arrow-ipc/rows';
import { renumberGroups } from '@offmark/losses';
import type { ScanState } from '../scan/scan-state.ts';
import type { Key } from './key.ts';
import { noKeys } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import { PairTable } from './pair-table.ts';
import type { SlicePlan } from './slice-plan.ts';
import { tooManySlices } from './slicer.ts';
import type { SliceKeys } from './slicer.ts';
import type { Scored } from '../scan/task.ts';

/** Numbers for the slices of one grouping, the same for all threads and inputs. */
class Numbering implements KeyTable {
  readonly #codes: readonly Map<Key, number>[];
  readonly #pairs: readonly PairTable[];
  readonly columns: readonly Key[][];
  size = 0;

  constructor(columns: number) {
    this.columns = Array.from({ length: columns }, () => []);
    this.#codes = Array.from({ length: columns }, () => new Map<Key, number>());
    this.#pairs = this.#codes.slice(1).map(() => new PairTable());
  }

  numberOf(keys: readonly Key[]): number {
    let number = this.#codeOf(0, keys[0] ?? null);
    for (const [i, pairs] of this.#pairs.entries()) {
      number = pairs.numberOf(number, this.#codeOf(i + 1, keys[i + 1] ?? null));
    }
    if (number === this.size) {
      for (const [i, column] of this.columns.entries()) column.push(keys[i] ?? null);
      this.size += 1;
    }
    return number;
  }

  #codeOf(column: number, key: Key): number {
    const codes = this.#codes[column];
    if (codes === undefined) return 0;
    const known = codes.get(key);
    if (known !== undefined) return known;
    codes.set(key, codes.size);
    return codes.size - 1;
  }
}

/** The keys of a grouping's slices, by their numbers. */
export type KeysOf = (grouping: number) => KeyTable;

/** The texts of a column that stand for the numbers of its rows; null if its values are what they are. */
export type Texts = (column: string) => TextTable | null;

function withTexts(keys: readonly Key[], texts: TextTable | null): readonly Key[] {
  return texts === null ? keys : keys.map((key) => (typeof key === 'number' ? texts.text(key) : key));
}

/** The common numbers of the slices of one grouping that a thread has told of. */
class ThreadNumbers {
  #numbers = new Int32Array(0);
  /** Keys that are numbered before they are met. */
  readonly #waiting = new Map<number, readonly Key[]>();

  get numbers(): Int32Array {
    return this.#numbers;
  }

  /**
   * Numbers the slices that are met, with keys that are new.
   * @throws RangeError if keys were told that never came
   */
  learn({ from, to, columns }: SliceKeys, met: readonly Int32Array[], numbering: Numbering): void {
    if (from !== this.#numbers.length) throw new RangeError(`keys from ${from}, not ${this.#numbers.length}`);
    const told = (number: number): readonly Key[] => columns.map((column) => column[number - from] ?? null);
    if (to > from) {
      const longer = new Int32Array(to).fill(-1, from);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    for (const groups of met) {
      for (const group of groups) {
        if (this.#numbers[group]! >= 0) continue;
        this.#numbers[group] = numbering.numberOf(this.#waiting.get(group) ?? told(group));
        this.#waiting.delete(group);
      }
    }
    for (let number = from; number < to; number++) {
      if (this.#numbers[number]! < 0) this.#waiting.set(number, told(number));
    }
  }
}

let numberings = 0;

/** Gives the slices of all threads and inputs their common numbers. */
export class SliceNumbering {
  /** No other numbering of this process has it. */
  readonly id: number = numberings++;
  /** By thread and grouping: of the input that the thread has at hand. */
  readonly #threads = new Map<number, ThreadNumbers[]>();
  readonly #plan: SlicePlan;
  readonly #numberings: readonly Numbering[];

  constructor(plan: SlicePlan) {
    this.#plan = plan;
    this.#numberings = plan.groupings.map((columns) => new Numbering(columns.length));
  }

  /**
   * The common number of each of a thread's slices, by grouping. What a thread has scored must come in its order.
   * @param texts  those that the thread knows by number only
   * @throws E_SLICE_COUNT if there are more slices than there may be
   */
  numbersOf({ thread, keys, nodes }: Scored, texts?: Texts): readonly Int32Array[] {
    const known = this.#threads.get(thread) ?? [];
    this.#threads.set(thread, known);
    return keys.map(({ from, to, columns: told }, i) => {
      const names = this.#plan.groupings[i] ?? [];
      const columns = told.map((column, j) => withTexts(column, texts?.(names[j] ?? '') ?? null));
      const numbering = this.#numberings[i];
      if (numbering === undefined) throw new RangeError(`no grouping ${i}`);
      const numbers = (from === 0 ? undefined : known[i]) ?? new ThreadNumbers();
      known[i] = numbers;
      const met = nodes.flatMap(({ value }) => value.groupings?.[i]?.groups ?? []);
      numbers.learn({ from, to, columns }, met, numbering);
      this.#checkCount(numbering, names);
      return numbers.numbers;
    });
  }

  /** The keys of a grouping's slices, by their numbers. */
  readonly keysOf: KeysOf = (grouping) => this.#numberings[grouping] ?? noKeys;

  #checkCount(numbering: Numbering, columns: readonly string[]): void {
    if (numbering.size > this.#plan.mostSlices) throw tooManySlices(columns, this.#plan, numbering);
  }
}

/** The common numbers of the resamples of slices; `Resampler` says which numbers they have. */
function numbersOfResamples(numbers: Int32Array, resamples: number): Int32Array {
  return Int32Array.from(
    { length: numbers.length * resamples },
    (_, i) => numbers[Math.floor(i / resamples)]! * resamples + (i % resamples),
  );
}

/** A state with its slices renumbered. */
export function renumbered(
  state: ScanState,
  numbers: readonly Int32Array[],
  { bootstrap }: Pick<SlicePlan, 'bootstrap'>,
): ScanState {
  const { groupings = [], resampled } = state;
  const of = (i: number): Int32Array => numbers[i] ?? new Int32Array(0);
  const renamed = {
    ...state,
    groupings: groupings.map((states, i) => renumberGroups(states, of(i))),
  };
  if (resampled === undefined) return renamed;
  const { resamples = 1 } = bootstrap ?? {};
  return {
    ...renamed,
    resampled: resampled.map((states, i) => renumberGroups(states, numbersOfResamples(of(i), resamples))),
  };
}
