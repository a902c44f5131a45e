import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from './support/chunk-values.ts';
import {
  float32s,
  int32s,
  none,
  type RawBatch,
  type RawDictionary,
  type RawField,
  rawStream,
} from './support/raw-dump.ts';
import { pipedReadingOf, readingOf } from './support/read-column.ts';
import { temporaryFolder } from './support/write-arrow.ts';

const folder = temporaryFolder();
const float32 = { kind: 'float32' } as const;
const values = Array.from({ length: 12 }, (_, index) => index + 0.5);
const runs = { numRuns: 400, seed: 5 };

/** Small integers near what is right, and some far from it. */
const integer = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -1, max: 13 }) },
  { weight: 1, arbitrary: fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 2 ** 30) },
);

/** What is read from a file and from a pipe; null for what is refused. */
async function readings(
  fields: readonly RawField[],
  messages: readonly (RawBatch | RawDictionary)[],
): Promise<(readonly Cell[] | null)[]> {
  const bytes = rawStream(fields, messages);
  const path = folder.write('mutated.arrows', bytes);
  const both = [readingOf(path, 'a', 4), await pipedReadingOf(bytes, 'a')];
  return both.map((reading) => (typeof reading === 'string' ? null : reading));
}

const twice = <T>(value: T): T[] => [value, value];

describe('whatever stands in the buffers, it is read right or refused', () => {
  it('offsets of lists', async () => {
    const fields = [
      { name: 'a', type: { kind: 'list' }, children: [{ name: 'item', type: float32 }] },
    ] as const;
    const right = fc.integer({ min: 1, max: 4 }).map((size) => [0, size, 2 * size, 3 * size]);
    const mutated = fc
      .tuple(right, fc.option(fc.tuple(fc.nat({ max: 3 }), integer)))
      .map(([offsets, change]) =>
        offsets.map((offset, index) => (change?.[0] === index ? change[1] : offset)),
      );
    await fc.assert(
      fc.asyncProperty(mutated, async (offsets) => {
        const batch = {
          rows: 3,
          nodes: [
            [3, 0],
            [12, 0],
          ],
          buffers: [none, int32s(...offsets), none, float32s(...values)],
        } as const;
        expect(await readings(fields, [batch])).toEqual(twice(listModel(offsets)));
      }),
      runs,
    );
  });

  it('ends of runs', async () => {
    const fields = [
      {
        name: 'a',
        type: { kind: 'runs' },
        children: [
          { name: 'run_ends', type: { kind: 'int', bits: 32, isSigned: true } },
          { name: 'values', type: float32 },
        ],
      },
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(integer, { minLength: 1, maxLength: 4 }), async (ends) => {
        const sorted = ends.toSorted((a, b) => a - b);
        for (const some of [ends, sorted]) {
          const nodes = [
            [10, 0],
            [some.length, 0],
            [some.length, 0],
          ] as const;
          const buffers = [none, int32s(...some), none, float32s(...values.slice(0, some.length))];
          expect(await readings(fields, [{ rows: 10, nodes, buffers }])).toEqual(twice(runModel(some)));
        }
      }),
      runs,
    );
  });

  it('indices of dictionaries', async () => {
    const fields = [{ name: 'a', type: float32, dictionary: { id: 0n } }] as const;
    const dictionary = { id: 0n, rows: 12, nodes: [[12, 0]], buffers: [none, float32s(...values)] } as const;
    await fc.assert(
      fc.asyncProperty(fc.array(integer, { minLength: 1, maxLength: 6 }), async (indices) => {
        const batch = {
          rows: indices.length,
          nodes: [[indices.length, 0]],
          buffers: [none, int32s(...indices)],
        } as const;
        const cells = indices.map((index) => values[index] ?? null);
        expect(await readings(fields, [dictionary, batch])).toEqual(
          twice(cells.includes(null) ? null : cells),
        );
      }),
      runs,
    );
  });

  it('offsets of texts', async () => {
    const fields = [{ name: 'a', type: { kind: 'utf8' } }] as const;
    const text = 'abcdefghijkl';
    await fc.assert(
      fc.asyncProperty(fc.array(integer, { minLength: 2, maxLength: 5 }), async (offsets) => {
        const sorted = offsets.toSorted((a, b) => a - b);
        for (const some of [offsets, sorted]) {
          const rows = some.length - 1;
          const batch = {
            rows,
            nodes: [[rows, 0]],
            buffers: [none, int32s(...some), new TextEncoder().encode(text)],
          } as const;
          expect(await readings(fields, [batch])).toEqual(twice(textModel(some, text)));
        }
      }),
      runs,
    );
  });

  it('lengths of nodes and null counts', async () => {
    const fields = [
      { name: 'a', type: { kind: 'list' }, children: [{ name: 'item', type: float32 }] },
    ] as const;
    await fc.assert(
      fc.asyncProperty(integer, integer, integer, async (lists, elements, nulls) => {
        const nodes = [
          [lists, nulls],
          [elements, 0],
        ] as const;
        const buffers = [none, int32s(0, 4, 8, 12), none, float32s(...values)];
        const isRight = lists === 3 && elements === 12 && (nulls === 0 || nulls === -1);
        expect(await readings(fields, [{ rows: 3, nodes, buffers }])).toEqual(
          twice(isRight ? listModel([0, 4, 8, 12]) : null),
        );
      }),
      runs,
    );
  });
});

function rises(numbers: readonly number[], least: number, most: number): boolean {
  return numbers.every((number, index) => number >= (numbers[index - 1] ?? least) && number <= most);
}

function listModel(offsets: readonly number[]): Cell[] | null {
  const lists = offsets.slice(1).map((end, index) => values.slice(offsets[index], end));
  const isEven = lists.every(({ length }) => length > 0 && length === lists[0]?.length);
  return rises(offsets, 0, values.length) && isEven ? lists : null;
}

function runModel(ends: readonly number[]): Cell[] | null {
  const isRising = ends.every((end, index) => end > (ends[index - 1] ?? 0));
  if (!isRising || (ends.at(-1) ?? 0) < 10) return null;
  return Array.from({ length: 10 }, (_, row) => values[ends.findIndex((end) => end > row)] ?? null);
}

function textModel(offsets: readonly number[], text: string): Cell[] | null {
  if (!rises(offsets, 0, text.length)) return null;
  return offsets.slice(1).map((end, index) => text.slice(offsets[index], end));
}
