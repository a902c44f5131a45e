/** Bytes from one position up to another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A dump that is no longer what its writer wrote. */
export interface Mutation {
  readonly bytes: Uint8Array;
  /** What was done, for whoever has to understand it. */
  readonly steps: readonly string[];
  /** Whether every changed byte stands in the body of a message, and stands where it stood. */
  readonly isInBodies: boolean;
}

/** Numbers that lengths, counts and offsets break at. */
const oddWords = [
  0,
  1,
  2,
  7,
  8,
  255,
  65_535,
  65_536,
  -1,
  -2,
  2 ** 24,
  2 ** 30,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31 - 8,
];

/**
 * Damages a dump as disks, networks and writers do: bytes and words changed, parts cut out, doubled, moved or zeroed,
 * its end lost.
 * @param bodies of its messages; all other bytes are metadata, in which most of the damage is done
 * @param random numbers in [0, 1), which alone decide what is done
 */
export function mutated(original: Uint8Array, bodies: readonly Span[], random: () => number): Mutation {
  const below = (count: number): number => Math.floor(random() * count);
  const metadata = gapsBetween(bodies, original.length);
  const state = { bytes: new Uint8Array(original), steps: [] as string[], isInBodies: true };
  const place = (): number => {
    const isBody = random() < 0.4;
    const spans = (isBody ? bodies : metadata).filter(({ start, end }) => end > start);
    const { start, end } = spans[below(spans.length)] ?? { start: 0, end: original.length };
    return Math.min(start + below(end - start), state.bytes.length - 1);
  };
  for (let left = 1 + below(3); left > 0 && state.bytes.length > 0; left -= 1) damage(state, place(), below);
  const isInBodies =
    state.isInBodies &&
    metadata.every(({ start, end }) =>
      Buffer.from(state.bytes.subarray(start, end)).equals(original.subarray(start, end)),
    );
  return { ...state, isInBodies };
}

interface Damaged {
  bytes: Uint8Array;
  readonly steps: string[];
  /** Whether all bytes are still where they were. */
  isInBodies: boolean;
}

function damage(state: Damaged, position: number, below: (count: number) => number): void {
  const { bytes } = state;
  const kind = below(20);
  const length = 1 + below(Math.min(64, bytes.length - position));
  if (kind < 6) {
    bytes[position] = (bytes[position] ?? 0) ^ (1 << below(8));
    state.steps.push(`a bit of byte ${position}`);
  } else if (kind < 9) {
    bytes[position] = below(256);
    state.steps.push(`byte ${position}`);
  } else if (kind < 15) {
    setWord(state, position, below);
  } else if (kind < 16) {
    bytes.fill(0, position, position + length);
    state.steps.push(`${length} zeros from byte ${position}`);
  } else if (kind < 17) {
    bytes.copyWithin(position, below(bytes.length), below(bytes.length));
    state.steps.push(`other bytes from byte ${position}`);
  } else {
    state.isInBodies = false;
    resize(state, kind, position, length);
  }
}

/** A 4-byte word, aligned as flatbuffers align it, becomes an odd number or one near what it was. */
function setWord(state: Damaged, position: number, below: (count: number) => number): void {
  const start = position - (position % 4);
  if (start + 4 > state.bytes.length) return;
  const view = new DataView(state.bytes.buffer, state.bytes.byteOffset);
  const before = view.getInt32(start, true);
  const word = below(2) === 0 ? (oddWords[below(oddWords.length)] ?? 0) : before + below(65) - 32;
  view.setInt32(start, word, true);
  state.steps.push(`the word at byte ${start}: ${word} for ${before}`);
}

function resize(state: Damaged, kind: number, position: number, length: number): void {
  const { bytes } = state;
  const [before, part, after] = [
    bytes.subarray(0, position),
    bytes.subarray(position, position + length),
    bytes.subarray(position + length),
  ];
  if (kind === 17) {
    state.bytes = new Uint8Array(before);
    state.steps.push(`cut at byte ${position}`);
  } else if (kind === 18) {
    state.bytes = new Uint8Array(Buffer.concat([before, after]));
    state.steps.push(`${length} bytes gone from byte ${position}`);
  } else {
    state.bytes = new Uint8Array(Buffer.concat([before, part, part, after]));
    state.steps.push(`${length} bytes twice from byte ${position}`);
  }
}

function gapsBetween(bodies: readonly Span[], length: number): Span[] {
  const gaps: Span[] = [];
  let start = 0;
  for (const body of bodies.toSorted((a, b) => a.start - b.start)) {
    if (body.start > start) gaps.push({ start, end: body.start });
    start = Math.max(start, body.end);
  }
  if (start < length) gaps.push({ start, end: length });
  return gaps;
}
