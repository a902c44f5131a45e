import { chunkRows, parseLossState } from '@offmark/losses';
import type { Measure } from '@offmark/losses';
import type { CausePlan } from '../causes/cause-plan.ts';
import { compareWorst } from '../causes/cause-state.ts';
import type { BadRow, CauseState, KeptRow, WorstRow } from '../causes/cause-state.ts';
import { termsOf } from '../causes/distribution-scanner.ts';
import { itemAt } from '../item-at.ts';
import { badNames } from '../result/report-sections.ts';
import type { SliceValue } from '../result/report-sections.ts';
import type { PartialInput } from './partial-state.ts';
import type { ChunkRange } from './shard.ts';
import { orRefuse } from './state-reader.ts';
import type { StateReader } from './state-reader.ts';

/** What tells how the state of single rows is read. */
export interface CauseShape {
  readonly plan: CausePlan;
  readonly show: readonly string[];
  readonly losses: readonly Measure[];
  readonly inputs: readonly PartialInput[];
  /** The chunks that the state is of. */
  readonly chunks: ChunkRange;
}

/** Reads where rows stand, which must be rows of the chunks. */
class PlaceReader {
  readonly #read: StateReader;
  /** By path: the input's rows, and the order of its first one. */
  readonly #inputs: ReadonlyMap<string, { readonly rows: number; readonly first: number }>;
  readonly #chunks: ChunkRange;

  constructor(read: StateReader, inputs: readonly PartialInput[], chunks: ChunkRange) {
    let first = 0;
    const places = inputs.map(({ path, rows }) => {
      const place = [path, { rows, first }] as const;
      first += Math.ceil(rows / chunkRows) * chunkRows;
      return place;
    });
    this.#read = read;
    this.#inputs = new Map(places);
    this.#chunks = chunks;
  }

  at(fields: Readonly<Record<string, unknown>>, member: string): KeptRow {
    const path = this.#read.text(fields['path'], `${member}.path`);
    const batch = this.#read.count(fields['batch'], `${member}.batch`);
    const row = this.#read.count(fields['row'], `${member}.row`);
    const input = this.#inputs.get(path) ?? this.#read.refuse(`${member}.path`, 'one of the inputs', path);
    const order = input.first + row;
    const { from, to } = this.#chunks;
    if (!(row < input.rows && order >= from * chunkRows && order < to * chunkRows))
      this.#read.refuse(`${member}.row`, 'a row of the chunks', row);
    return { order, path, batch, row };
  }
}

function shownAt(read: StateReader, value: unknown, member: string, columns: number): readonly SliceValue[] {
  const values = read.list(value, member);
  if (values.length !== columns) read.refuse(member, `${columns} values`, values.length);
  return values.map((shown, i): SliceValue => {
    if (shown === null || typeof shown === 'string' || typeof shown === 'boolean') return shown;
    return typeof shown === 'number'
      ? shown
      : read.refuse(`${member}[${i}]`, 'a text, a number, true, false or null', shown);
  });
}

/** @returns a finite number, or one that JSON has no number for */
function numberAt(read: StateReader, value: unknown, member: string): number {
  if (typeof value === 'number') return value;
  return badNames.some((name) => name === value) ? Number(value) : read.refuse(member, 'a number', value);
}

function worstAt(
  read: StateReader,
  value: unknown,
  member: string,
  places: PlaceReader,
  columns: number,
): WorstRow {
  const fields = read.fields(value, member);
  const { weight } = fields;
  return {
    ...places.at(fields, member),
    value: numberAt(read, fields['value'], `${member}.value`),
    weight: weight === null ? null : numberAt(read, weight, `${member}.weight`),
    shown: shownAt(read, fields['shown'], `${member}.shown`, columns),
  };
}

function badAt(read: StateReader, value: unknown, member: string, places: PlaceReader): BadRow {
  const fields = read.fields(value, member);
  const { index, value: bad } = fields;
  return {
    ...places.at(fields, member),
    column: read.text(fields['column'], `${member}.column`),
    index: index === null ? null : read.count(index, `${member}.index`),
    value: bad === null ? null : Number(read.oneOf(bad, badNames, `${member}.value`)),
  };
}

/** A list of rows in their order, of at most so many. */
function listAt<T>(
  read: StateReader,
  value: unknown,
  member: string,
  most: number,
  itemOf: (value: unknown, member: string) => T,
  isBefore: (a: T, b: T) => boolean,
): readonly T[] {
  const list = read.list(value, member);
  if (list.length > most) read.refuse(member, `at most ${most} rows`, list.length);
  const items = list.map((item, i) => itemOf(item, `${member}[${i}]`));
  for (const [i, item] of items.entries()) {
    const before = items[i - 1];
    if (before !== undefined && !isBefore(before, item))
      read.refuse(`${member}[${i}]`, 'rows in their order', i);
  }
  return items;
}

/** Reads what is kept of single rows; `checkLedger` holds the counts against the chunks. */
export function parseCauses(
  read: StateReader,
  value: unknown,
  member: string,
  { plan, show, losses, inputs, chunks }: CauseShape,
): CauseState {
  const { worst, bad, distributions } = read.fields(value, member);
  const places = new PlaceReader(read, inputs, chunks);
  const byLoss = read.list(worst, `${member}.worst`);
  if (byLoss.length !== losses.length)
    read.refuse(`${member}.worst`, `${losses.length} lists`, byLoss.length);
  const terms = termsOf(plan, losses);
  const states = read.list(distributions, `${member}.distributions`);
  if (states.length !== terms.length)
    read.refuse(`${member}.distributions`, `${terms.length} states`, states.length);
  return {
    mostWorst: plan.worst,
    worst: byLoss.map((rows, i) =>
      listAt(
        read,
        rows,
        `${member}.worst[${i}]`,
        plan.worst,
        (row, at) => worstAt(read, row, at, places, show.length),
        (a, b) => compareWorst(a, b) < 0,
      ),
    ),
    mostBad: plan.listBad,
    bad: listAt(
      read,
      bad,
      `${member}.bad`,
      plan.listBad,
      (row, at) => badAt(read, row, at, places),
      (a, b) => a.order <= b.order,
    ),
    distributions: states.map((state, i) =>
      orRefuse(read, () => parseLossState(state, `${member}.distributions[${i}]`, 'kahan', itemAt(terms, i))),
    ),
  };
}
