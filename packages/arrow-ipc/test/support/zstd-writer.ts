// Writes frames of any sequences, as no compressor would choose them: RFC 8878, 3.1.1.

/** Literals, then a match. All in bytes. */
export interface Sequence {
  readonly literals: number;
  readonly length: number;
  /** A distance and 3, or 1 to 3 for the last ones again, or nearly. */
  readonly value: number;
}

/** A block of sequences, whose literals are the next of `literals`; what is left of these ends it. */
export interface SequenceBlock {
  readonly literals: Uint8Array;
  readonly sequences: readonly Sequence[];
  /** The tables that the format knows, or tables of one symbol, that of the first sequence. */
  readonly tables: 'known' | 'single';
}

/** A frame of one segment of this many bytes. */
export function zstdFrame(contentSize: number, blocks: readonly SequenceBlock[]): Uint8Array {
  const bytes = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...littleEndian(contentSize, 4)];
  for (const [i, block] of blocks.entries()) {
    const content = blockContent(block);
    bytes.push(...littleEndian((content.length << 3) | (2 << 1) | (i === blocks.length - 1 ? 1 : 0), 3));
    for (const byte of content) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** The last three distances, that of the last sequence first. */
export type Distances = readonly [number, number, number];

export const firstDistances: Distances = [1, 4, 8];

export function distancesAfter([first, second, third]: Distances, { literals, value }: Sequence): Distances {
  if (value > 3) return [value - 3, first, second];
  const place = literals === 0 ? value : value - 1;
  if (place === 0) return [first, second, third];
  if (place === 1) return [second, first, third];
  return [place === 2 ? third : first - 1, first, second];
}

/** What the blocks say, byte by byte. */
export function zstdContent(blocks: readonly SequenceBlock[]): Uint8Array {
  const output: number[] = [];
  let recent = firstDistances;
  for (const { literals, sequences } of blocks) {
    let at = 0;
    for (const sequence of sequences) {
      for (const byte of literals.subarray(at, at + sequence.literals)) output.push(byte);
      at += sequence.literals;
      recent = distancesAfter(recent, sequence);
      const [distance] = recent;
      for (let left = sequence.length; left > 0; left -= 1)
        output.push(output[output.length - distance] ?? 0);
    }
    for (const byte of literals.subarray(at)) output.push(byte);
  }
  return Uint8Array.from(output);
}

function blockContent({ literals, sequences, tables }: SequenceBlock): number[] {
  const bytes = [...littleEndian((literals.length << 4) | (3 << 2), 3), ...literals];
  bytes.push(...sequenceCount(sequences.length));
  const codes = sequences.map(({ literals: count, length, value }) => ({
    literals: lengthCode(count, literalExtras, 0),
    distance: distanceCode(value),
    length: lengthCode(length, matchExtras, 3),
  }));
  const [one] = codes;
  if (one === undefined) return bytes;
  if (tables === 'known') bytes.push(0);
  else bytes.push(0b0101_0100, one.literals.symbol, one.distance.symbol, one.length.symbol);
  const [literalStates, distanceStates, matchStates] = (['literals', 'distance', 'length'] as const).map(
    (of) => {
      const symbols = codes.map((code) => code[of].symbol);
      return tables === 'known' ? states(knownTables[of], symbols) : noStates;
    },
  );
  const fields = [literalStates, distanceStates, matchStates].map((known) => known?.first ?? nothing);
  for (const [i, { literals: count, distance, length }] of codes.entries()) {
    fields.push(distance.extra, length.extra, count.extra);
    for (const known of [literalStates, matchStates, distanceStates]) fields.push(known?.next[i] ?? nothing);
  }
  // As an argument list, these might be too many.
  for (const byte of backwards(fields)) bytes.push(byte);
  return bytes;
}

function sequenceCount(count: number): number[] {
  if (count < 128) return [count];
  if (count < 0x7f00) return [128 + (count >> 8), count & 255];
  return [255, ...littleEndian(count - 0x7f00, 2)];
}

/** A number and how many bits it takes. */
interface Field {
  readonly bits: number;
  readonly count: number;
}

const nothing: Field = { bits: 0, count: 0 };

/** What is read first stands last, below a one. */
function backwards(fields: readonly Field[]): number[] {
  const text = `1${fields.map(({ bits, count }) => (count === 0 ? '' : bits.toString(2).padStart(count, '0'))).join('')}`;
  const bytes: number[] = [];
  for (let end = text.length; end > 0; end -= 8)
    bytes.push(parseInt(text.slice(Math.max(0, end - 8), end), 2));
  return bytes;
}

function littleEndian(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

interface Code {
  readonly symbol: number;
  readonly extra: Field;
}

const literalExtras = [...times(16, 0), ...listed('1 1 1 1 2 2 3 3 4 6 7 8 9 10 11 12 13 14 15 16')];
const matchExtras = [...times(32, 0), ...listed('1 1 1 1 2 2 3 3 4 4 5 7 8 9 10 11 12 13 14 15 16')];

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

function listed(text: string): number[] {
  return text.split(' ').map(Number);
}

function lengthCode(length: number, extras: readonly number[], least: number): Code {
  let base = least;
  for (const [symbol, count] of extras.entries()) {
    if (length < base + 2 ** count) return { symbol, extra: { bits: length - base, count } };
    base += 2 ** count;
  }
  throw new RangeError(`a length of ${length}`);
}

function distanceCode(value: number): Code {
  const count = Math.floor(Math.log2(value));
  return { symbol: count, extra: { bits: value - 2 ** count, count } };
}

/** By state: the symbol, and which states may follow. */
type Table = readonly { readonly symbol: number; readonly base: number; readonly count: number }[];

/** The format's own probabilities, −1 for less than one. */
const knownTables = {
  literals: table(6, [
    ...listed('4 3 2 2 2 2 2 2 2 2 2 2 2 1 1 1 2 2 2 2 2 2 2 2 2 3 2 1 1 1 1 1'),
    ...times(4, -1),
  ]),
  distance: table(5, [...times(6, 1), ...times(3, 2), ...times(15, 1), ...times(5, -1)]),
  length: table(6, [...listed('1 4 3 2 2 2 2 2 2'), ...times(37, 1), ...times(7, -1)]),
};

function table(log: number, probabilities: readonly number[]): Table {
  const size = 2 ** log;
  const symbols: (number | undefined)[] = Array.from({ length: size });
  const rare = probabilities.flatMap((probability, symbol) => (probability === -1 ? [symbol] : []));
  for (const [i, symbol] of rare.entries()) symbols[size - 1 - i] = symbol;
  let position = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    for (let left = probability; left > 0; left -= 1) {
      symbols[position] = symbol;
      do position = (position + size / 2 + size / 8 + 3) % size;
      while (position >= size - rare.length);
    }
  }
  const nextOf = probabilities.map(Math.abs);
  return symbols.map((symbol = 0) => {
    const next = nextOf[symbol] ?? 1;
    nextOf[symbol] = next + 1;
    const count = log - Math.floor(Math.log2(next));
    return { symbol, base: next * 2 ** count - size, count };
  });
}

/** The first state, and what leads from each to the next. */
interface States {
  readonly first: Field;
  readonly next: readonly Field[];
}

const noStates: States = { first: nothing, next: [] };

/** From the last symbol to the first: any state of it, then those that lead there. */
function states(entries: Table, symbols: readonly number[]): States {
  const next: Field[] = [nothing];
  let state = entries.findIndex(({ symbol }) => symbol === symbols.at(-1));
  for (const symbol of symbols.slice(0, -1).toReversed()) {
    const before = entries.findIndex(
      (entry) => entry.symbol === symbol && state >= entry.base && state < entry.base + 2 ** entry.count,
    );
    const { base, count } = entries[before] ?? { base: 0, count: 0 };
    next.unshift({ bits: state - base, count });
    state = before;
  }
  return { first: { bits: state, count: Math.log2(entries.length) }, next };
}
