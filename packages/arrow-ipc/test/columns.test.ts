import { describe, expect, it } from 'vitest';
import {
  type ByteReader,
  ChunkBuffers,
  openDump,
  openFileReader,
  planRows,
  readBatches,
  readDictionaries,
  resolveColumn,
  SharedValues,
  tableSource,
} from '../src/index.ts';
import {
  bits,
  float32s,
  int32s,
  int64s,
  none,
  type RawBatch,
  type RawDictionary,
  type RawField,
  rawStream,
  utf8,
} from './support/raw-dump.ts';
import { readDump } from './support/read-all.ts';
import { pipedReadingOf, type Reading, readingOf } from './support/read-column.ts';
import { temporaryFolder } from './support/write-arrow.ts';

const folder = temporaryFolder();
const int32 = { kind: 'int', bits: 32, isSigned: true } as const;
const item = { name: 'item', type: { kind: 'float32' } } as const;

/** The reading of a column in chunks of every size and through a pipe, which must be one and the same. */
async function reading(
  fields: readonly RawField[],
  messages: readonly (RawBatch | RawDictionary)[],
  name = 'a',
): Promise<Reading> {
  const bytes = rawStream(fields, messages);
  const path = folder.write('raw.arrows', bytes);
  const whole = readingOf(path, name);
  const piped = await pipedReadingOf(bytes, name);
  expect(typeof piped === 'string' ? piped.replace('pipe', 'dump') : piped).toEqual(whole);
  // Where reading fails, smaller chunks may get further before.
  const sizes = typeof whole === 'string' ? [] : [1, 2, 3];
  for (const chunkRows of sizes) expect(readingOf(path, name, chunkRows)).toEqual(whole);
  return whole;
}

const field = (name: string, children?: readonly RawField[]): RawField =>
  children === undefined ? { name, type: int32 } : { name, type: { kind: 'struct' }, children };

async function valueOf(fields: readonly RawField[], name: string): Promise<Reading> {
  const nodes: [number, number][] = [];
  const buffers: Uint8Array[] = [];
  let value = 0;
  const add = ({ children }: RawField): void => {
    nodes.push([1, 0]);
    buffers.push(none);
    value += 1;
    if (children === undefined) buffers.push(int32s(value));
    for (const child of children ?? []) add(child);
  };
  for (const one of fields) add(one);
  return reading(fields, [{ rows: 1, nodes, buffers }], name);
}

const indexBatch = (...indices: readonly number[]): RawBatch => ({
  rows: indices.length,
  nodes: [[indices.length, 0]],
  buffers: [none, int32s(...indices)],
});
const dictionaryBatch = (isDelta: boolean, ...numbers: readonly number[]): RawDictionary => ({
  id: 3n,
  isDelta,
  rows: numbers.length,
  nodes: [[numbers.length, 0]],
  buffers: [none, float32s(...numbers)],
});

const textDictionary = (...words: readonly string[]): RawDictionary => ({
  id: 1n,
  rows: words.length,
  nodes: [[words.length, 0]],
  buffers: [
    none,
    int32s(0, ...words.map((_, index) => words.slice(0, index + 1).join('').length)),
    utf8(words.join('')),
  ],
});

const viewBatch = (views: readonly Uint8Array[], data: readonly Uint8Array[]): RawBatch => ({
  rows: views.length,
  nodes: [[views.length, 0]],
  buffers: [none, Uint8Array.from(views.flatMap((one) => [...one])), ...data],
  variadics: [data.length],
});

const view = (length: number, ...rest: readonly number[]): Uint8Array => int32s(length, ...rest);

const longView = (buffer: number, offset: number, length = 13): Uint8Array => view(length, 0, buffer, offset);

const runBatch = (rows: number, ends: readonly number[], count = ends.length): RawBatch => ({
  rows,
  nodes: [
    [rows, 0],
    [ends.length, 0],
    [count, 1],
  ],
  buffers: [none, int32s(...ends), bits(true, false, true), float32s(1, 2, 3)],
});

const mixedBatch = (first: bigint): RawBatch => ({
  rows: 2,
  nodes: [
    [2, 0],
    [2, 1],
    [2, 0],
  ],
  buffers: [none, int64s(first, -4n), bits(true, false), float32s(0.5, 0), none, int32s(7, 8)],
});

describe('names', () => {
  it('with dots are columns of that name, or else fields of structs', async () => {
    const fields = [field('a', [field('b'), field('c', [field('d')])]), field('a.b')];
    expect(await valueOf(fields, 'a.b')).toEqual([5]);
    expect(await valueOf(fields.slice(0, 1), 'a.b')).toEqual([2]);
    expect(await valueOf(fields, 'a.c.d')).toEqual([4]);
    expect(await valueOf([field('x.y', [field('z')])], 'x.y.z')).toEqual([2]);
    expect(await valueOf([field('x', [field('y.z')])], 'x.y.z')).toEqual([2]);
  });

  it.each([
    [
      'a.e',
      'E_COLUMN_MISSING dump, column "a.e": expected a column of this name, got none. The file has these columns: a (struct<b: int32>).',
    ],
    [
      'a',
      'E_COLUMN_TYPE dump, column "a": expected a column of numbers or texts, got struct<b: int32>. The file has no columns of numbers or texts.',
    ],
    [
      'a.b.c',
      'E_COLUMN_MISSING dump, column "a.b.c": expected a column of this name, got none. The file has these columns: a (struct<b: int32>).',
    ],
  ])('%s may mean nothing', async (name, message) => {
    expect(await valueOf([field('a', [field('b')])], name)).toBe(message);
  });

  it('may be shared by two fields', async () => {
    expect(await valueOf([field('a', [field('b'), field('b')])], 'a.b')).toBe(
      'E_COLUMN_AMBIGUOUS dump, column "a.b": expected one column of this name, got 2 (int32, int32). Rename all but one.',
    );
  });

  it('with a star take columns in natural order', async () => {
    const names = ['p_10', 'p_2', 'q_1', 'p_0', 'p', ...[1, 3, 4, 5, 6, 7, 8, 9].map((k) => `p_${k}`)];
    const fields = names.map((name) => field(name));
    const order = [4, 6, 2, 7, 8, 9, 10, 11, 12, 13, 1];
    expect(await valueOf(fields, 'p_*')).toEqual([order]);
    expect(await valueOf([...fields, field('p_*')], 'p_*')).toEqual([14]);
    expect(await valueOf([field('out', fields)], 'out.p_*')).toEqual([order.map((place) => place + 1)]);
    expect(await valueOf(fields, 'r_*')).toMatch(
      /^E_COLUMN_MISSING dump, column "r_\*": expected columns that match, got none\./u,
    );
  });

  it.each([
    ['p_*', ['p_cat', 'p_dog']],
    ['p_*', ['p_0', 'p_2']],
    ['p_*', ['p_0', 'p_1', 'p_x']],
    ['p_*', ['p_1', 'p_2']],
    ['p_*', ['p_00', 'p_01']],
    ['*_*', ['a_0', 'b_0']],
  ])(
    'with a star (%s) take no columns whose numbers are not those of classes: %j',
    async (pattern, names) => {
      expect(
        await valueOf(
          names.map((name) => field(name)),
          pattern,
        ),
      ).toBe(
        `E_COLUMN_AMBIGUOUS dump, column "${pattern}": expected columns that are numbered from ` +
          `${pattern.replace('*', '0')} on, without gaps, got ${names.join(', ')}. ` +
          'Number them by class, or put them into one list column.',
      );
    },
  );
});

describe('structs', () => {
  it('that are null make their fields null', async () => {
    const fields = [{ name: 'a', type: { kind: 'struct' }, children: [{ name: 'b', type: int32 }] }] as const;
    const batch = {
      rows: 3,
      nodes: [
        [3, 1],
        [3, 1],
      ],
      buffers: [bits(true, false, true), bits(true, true, false), int32s(1, 2, 3)],
    } as const;
    expect(await reading(fields, [batch], 'a.b')).toEqual([1, null, null]);
  });
});

describe('lists', () => {
  const fields = [{ name: 'a', type: { kind: 'list' }, children: [item] }] as const;
  const large = [{ name: 'a', type: { kind: 'large list' }, children: [item] }] as const;
  const six = float32s(1, 2, 3, 4, 5, 6);
  const listBatch = (offsets: Uint8Array, rows: number, validity = none): RawBatch => ({
    rows,
    nodes: [
      [rows, validity.length > 0 ? 1 : 0],
      [6, 0],
    ],
    buffers: [validity, offsets, none, six],
  });

  it('may begin anywhere in their values', async () => {
    expect(await reading(fields, [listBatch(int32s(1, 3, 5), 2)])).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(await reading(large, [listBatch(int64s(2n, 4n, 6n), 2)])).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });

  it('that are null may be of any length, and come before any other', async () => {
    const valid = bits(false, true, true);
    expect(await reading(fields, [listBatch(int32s(0, 0, 2, 4), 3, valid)])).toEqual([null, [1, 2], [3, 4]]);
    expect(await reading(fields, [listBatch(int32s(0, 1, 3, 5), 3, valid)])).toEqual([null, [2, 3], [4, 5]]);
    const nulls = listBatch(int32s(0, 0), 1, bits(false));
    expect(await reading(fields, [nulls, nulls, listBatch(int32s(0, 3, 6), 2)])).toEqual([
      null,
      null,
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await reading(fields, [nulls])).toEqual([null]);
  });

  it('of one length are the same in every batch', async () => {
    const batches = [listBatch(int32s(0, 2, 4), 2), listBatch(int32s(0, 3), 1)];
    expect(await reading(fields, batches)).toBe(
      'E_RAGGED dump, batch 1, row 0, column "a": expected 2 values as in the first list, got 3. Every row needs a value for each class.',
    );
  });

  it.each([
    [
      'ragged',
      int32s(0, 2, 3),
      'E_RAGGED dump, batch 0, row 1, column "a": expected 2 values as in the first list, got 1. Every row needs a value for each class.',
    ],
    [
      'empty',
      int32s(0, 0, 2),
      'E_RAGGED dump, batch 0, row 0, column "a": expected lists of a value or more, got an empty one.',
    ],
    [
      'going back',
      int32s(2, 1, 3),
      'E_OFFSETS dump, batch 0, row 0, column "a": expected an offset from 2 to 6, got 1.',
    ],
    [
      'beyond the values',
      int32s(2, 4, 7),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected an offset from 4 to 6, got 7.',
    ],
    [
      'negative',
      int32s(-1, 1, 3),
      'E_OFFSETS dump, batch 0, row 0, column "a": expected an offset from 0 to 6, got -1.',
    ],
    [
      'too few',
      int32s(0, 2),
      'E_BUFFER_RANGE dump, batch 0, column "a": expected a list offset buffer of 12 bytes for 3 values, got 8.',
    ],
  ])('with offsets that are %s are refused', async (_, offsets, message) => {
    expect(await reading(fields, [listBatch(offsets, 2)])).toBe(message);
  });

  it('may not claim more values than there are bytes', async () => {
    const batch = {
      rows: 1,
      nodes: [
        [1, 0],
        [2 ** 40, 0],
      ],
      buffers: [none, int64s(0n, 2n ** 40n), none, six],
    } as const;
    expect(await reading(large, [batch])).toBe(
      `E_BUFFER_RANGE dump, batch 0, column "a": expected a data buffer of ${2 ** 42} bytes for ${2 ** 40} values, got 24.`,
    );
  });

  it('of booleans are read as bytes', async () => {
    const flags = [
      {
        name: 'a',
        type: { kind: 'fixed list', size: 3 },
        children: [{ name: 'item', type: { kind: 'bool' } }],
      },
    ] as const;
    const batch = {
      rows: 2,
      nodes: [
        [2, 0],
        [6, 0],
      ],
      buffers: [none, none, bits(true, false, true, false, false, true)],
    } as const;
    expect(await reading(flags, [batch])).toEqual([
      [1, 0, 1],
      [0, 0, 1],
    ]);
    const withNull = {
      ...batch,
      nodes: [
        [2, 0],
        [6, 1],
      ] as const,
      buffers: [none, bits(true, true, true, true, false, true), bits(true)],
    };
    expect(await reading(flags, [withNull])).toEqual([[1, 0, 0], null]);
  });
});

describe('dictionaries', () => {
  const fields = [{ name: 'a', type: { kind: 'float32' }, dictionary: { id: 3n } }] as const;
  it('are added to and replaced between batches', async () => {
    const messages = [
      dictionaryBatch(false, 5, 6),
      indexBatch(1, 0),
      dictionaryBatch(true, 7),
      indexBatch(2, 0),
      indexBatch(),
      dictionaryBatch(false, 8),
      indexBatch(0, 0),
      dictionaryBatch(true, 9, 10),
      indexBatch(2, 1, 0),
    ];
    expect(await reading(fields, messages)).toEqual([6, 5, 7, 5, 8, 8, 10, 9, 8]);
  });

  it('are read once, however many chunks there are', () => {
    const messages = [
      dictionaryBatch(false, 5, 6),
      indexBatch(0, 1, 0),
      dictionaryBatch(true, 7),
      indexBatch(2, 2),
    ];
    const dump = openDump(folder.write('once.arrows', rawStream(fields, messages)));
    const columns = [resolveColumn(dump.schema, 'a', dump.path)];
    const table = readBatches(dump, columns);
    const shared = new SharedValues(columns, readDictionaries(dump, columns).map(tableSource));
    const reads = new Map<number, number>();
    const file = openFileReader(dump.path);
    const counting: ByteReader = {
      read: (target, position) => {
        reads.set(position, (reads.get(position) ?? 0) + 1);
        file.read(target, position);
      },
    };
    for (const row of [0, 1, 2, 3, 4]) {
      new ChunkBuffers(columns, 1, undefined, dump.path, shared).load(planRows(table, row, 1), counting);
    }
    file.close();
    // A read for each row's index, and one for each batch of the dictionary.
    expect([...reads.values()]).toEqual(Array.from({ length: 5 + 2 }, () => 1));
  });

  it('have nulls, and are shared', async () => {
    const shared = [...fields, { ...fields[0], name: 'b' }];
    const nulls = {
      ...dictionaryBatch(false, 1, 2),
      nodes: [[2, 1]] as const,
      buffers: [bits(true, false), float32s(1, 2)],
    };
    const batch = {
      rows: 3,
      nodes: [
        [3, 1],
        [3, 0],
      ],
      buffers: [bits(true, true, false), int32s(0, 1, 77), none, int32s(1, 0, 0)],
    } as const;
    expect(await reading(shared, [nulls, batch])).toEqual([1, null, null]);
    expect(await reading(shared, [nulls, batch], 'b')).toEqual([null, 1, 1]);
  });

  it.each([
    [
      [dictionaryBatch(false, 1, 2), indexBatch(0, 2)],
      'E_DICTIONARY_INDEX dump, batch 0, row 1, column "a": expected a dictionary index from 0 to 1, got 2.',
    ],
    [
      [dictionaryBatch(false, 1, 2), indexBatch(-1)],
      'E_DICTIONARY_INDEX dump, batch 0, row 0, column "a": expected a dictionary index from 0 to 1, got -1.',
    ],
    [
      [indexBatch(0), dictionaryBatch(false, 1)],
      'E_DICTIONARY_INDEX dump, batch 0, row 0, column "a": expected a dictionary with values, got 0.',
    ],
    [
      [dictionaryBatch(false, 1, 2), dictionaryBatch(false, 3), indexBatch(1)],
      'E_DICTIONARY_INDEX dump, batch 0, row 0, column "a": expected a dictionary index from 0 to 0, got 1.',
    ],
  ])('without the index refuse the row: %#', async (messages, message) => {
    expect(await reading(fields, messages)).toBe(message);
  });

  it('of structs with dictionaries of their own are looked into', async () => {
    const nested = [
      {
        name: 'a',
        type: { kind: 'struct' },
        children: [{ name: 'b', type: { kind: 'utf8' }, dictionary: { id: 1n } }],
        dictionary: { id: 2n },
      },
    ] as const;
    const structs = {
      id: 2n,
      rows: 2,
      nodes: [
        [2, 0],
        [2, 0],
      ],
      buffers: [none, none, int32s(1, 0)],
    } as const;
    const messages = [
      textDictionary('cat', 'dog'),
      structs,
      indexBatch(0, 1),
      textDictionary('owl', 'bat'),
      indexBatch(0, 1),
    ];
    expect(await reading(nested, messages, 'a.b')).toEqual(['dog', 'cat', 'bat', 'owl']);
  });
});

describe('texts', () => {
  const viewField = [{ name: 'a', type: { kind: 'utf8 view' } }] as const;
  const short = Uint8Array.from([...view(3), ...utf8('cat'), ...new Uint8Array(9)]);

  it('are read from views', async () => {
    const data = [utf8('a long-eared owl'), utf8('-a hoary marmot')];
    const batch = viewBatch([short, longView(0, 3), longView(1, 1)], data);
    expect(await reading(viewField, [batch])).toEqual(['cat', 'ong-eared owl', 'a hoary marmo']);
  });

  it.each([
    [
      longView(1, 0),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected a text in one of 1 buffers, got buffer 1.',
    ],
    [
      longView(-1, 0),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected a text in one of 1 buffers, got buffer -1.',
    ],
    [
      longView(0, 4),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected a text inside a buffer of 16 bytes, got 13 bytes from 4.',
    ],
    [
      longView(0, -4),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected a text inside a buffer of 16 bytes, got 13 bytes from -4.',
    ],
    [
      longView(0, 0, -13),
      'E_OFFSETS dump, batch 0, row 1, column "a": expected a text inside a buffer of 16 bytes, got -13 bytes from 0.',
    ],
    [
      longView(0, 0, 2 ** 30),
      'E_TEXT dump, batch 0, row 1, column "a": expected a text of at most 16777216 bytes, got 1073741824 bytes.',
    ],
  ])('of views that point elsewhere are refused: %#', async (bad, message) => {
    expect(await reading(viewField, [viewBatch([short, bad], [utf8('a long-eared owl')])])).toBe(message);
  });

  it('are UTF-8 or refused', async () => {
    const fields = [{ name: 'a', type: { kind: 'large utf8' } }] as const;
    const batch = {
      rows: 2,
      nodes: [[2, 0]],
      buffers: [none, int64s(0n, 2n, 4n), Uint8Array.of(0xc3, 0xa9, 0xc3, 0x28)],
    } as const;
    expect(await reading(fields, [batch])).toBe(
      'E_TEXT dump, batch 0, row 1, column "a": expected UTF-8, got bytes c3 28.',
    );
  });
});

describe('runs', () => {
  const fields = [
    {
      name: 'a',
      type: { kind: 'runs' },
      children: [
        { name: 'run_ends', type: int32 },
        { name: 'values', type: { kind: 'float32' } },
      ],
    },
  ] as const;

  it('hold for their rows, and may go on beyond the last one', async () => {
    const values = [1, 1, null, 3, 3];
    expect(await reading(fields, [runBatch(5, [2, 3, 5]), runBatch(2, [1, 2, 9])])).toEqual([
      ...values,
      1,
      null,
    ]);
  });

  it.each([
    [
      runBatch(5, [2, 2, 5]),
      'E_RUN_ENDS dump, batch 0, row 2, column "a": expected an end of run 1 above 2, got 2.',
    ],
    [
      runBatch(5, [2, 1, 5]),
      'E_RUN_ENDS dump, batch 0, row 2, column "a": expected an end of run 1 above 2, got 1.',
    ],
    [
      runBatch(5, [0, 1, 5]),
      'E_RUN_ENDS dump, batch 0, row 0, column "a": expected an end of run 0 above 0, got 0.',
    ],
    [
      runBatch(5, [1, 2, 4]),
      'E_RUN_ENDS dump, batch 0, row 0, column "a": expected runs up to row 4, got the last end 4.',
    ],
    [runBatch(5, [], 0), 'E_METADATA dump, batch 0, column "a": expected runs for 5 values, got none.'],
    [runBatch(5, [2, 3, 5], 2), 'E_METADATA dump, batch 0, column "a": expected 3 values, got 2.'],
    [
      runBatch(2 ** 40, [2, 3, 5]),
      'E_METADATA dump, batch 0, column "a": expected at most 2147483647 rows that take no bytes, got 1099511627776.',
    ],
  ])('that do not cover the rows are refused: %#', async (batch, message) => {
    expect(await reading(fields, [batch])).toBe(message);
  });
});

describe('columns of nothing but nulls', () => {
  const fields = [{ name: 'a', type: { kind: 'null' } }] as const;

  it('are null, as many as can be read', async () => {
    expect(await reading(fields, [{ rows: 3, nodes: [[3, 3]], buffers: [] }])).toEqual([null, null, null]);
    expect(await reading(fields, [{ rows: 2 ** 50, nodes: [[2 ** 50, 0]], buffers: [] }])).toMatch(
      /^E_METADATA dump, batch 0, column "a": expected at most 2147483647 rows that take no bytes/u,
    );
  });
});

describe('columns side by side', () => {
  const fields = [
    { name: 'p_0', type: { kind: 'int', bits: 64, isSigned: true } },
    { name: 'p_1', type: { kind: 'float32' } },
    { name: 'p_2', type: { kind: 'decimal', bits: 32, scale: 1 } },
  ] as const;

  it('of many types become doubles, a null in one is a null row', async () => {
    expect(await reading(fields, [mixedBatch(3n)], 'p_*')).toEqual([[3, 0.5, 0.7], null]);
  });

  it('refuse integers that no double holds, with the column', async () => {
    expect(await reading(fields, [mixedBatch(2n ** 53n + 1n)], 'p_*')).toBe(
      'E_INTEGER_RANGE dump, batch 0, row 0, column "p_0": expected an integer that a double holds exactly, at most 2^53 - 1, ' +
        'got about 9007199254740992.',
    );
  });

  it('are of numbers alone', () => {
    const path = folder.write(
      'texts.arrows',
      rawStream([fields[0], { name: 'p_1', type: { kind: 'utf8' } }], []),
    );
    expect(() => resolveColumn(openDump(path).schema, 'p_*', path)).toThrow(
      'texts.arrows, column "p_1": expected a number column, got utf8. The file has these number columns: p_0 (int64).',
    );
  });
});

describe('compressed bytes that do not decode name their file, batch and column', () => {
  /** Told to be 16 bytes, and no frame behind it. */
  const broken = int32s(16, 0, 1, 2);
  const refusal =
    'E_COMPRESSION dump, batch 0, column "a": expected a ZSTD frame (0xfd2fb528), got 0x00000001.';

  it('where lists are measured by their offsets', async () => {
    const fields = [{ name: 'a', type: { kind: 'list' }, children: [item] }] as const;
    const nodes = [
      [3, 0],
      [6, 0],
    ] as const;
    const buffers = [none, broken, none, broken];
    expect(await reading(fields, [{ rows: 3, nodes, buffers, codec: 'zstd' }])).toBe(refusal);
  });

  it('where an empty buffer stands where that of another column begins', () => {
    const fields = ['a', 'b'].map((name) => ({ name, type: int32 }));
    const nodes = [
      [3, 0],
      [3, 0],
    ] as const;
    // Stored as they are.
    const stored = int32s(-1, -1, 7, 8, 9);
    const batch = { rows: 3, nodes, buffers: [none, none, none, stored], codec: 'lz4' } as const;
    const path = folder.write('raw.arrows', rawStream(fields, [batch]));
    const dump = openDump(path);
    const [a, b] = ['a', 'b'].map((name) => resolveColumn(dump.schema, name, path));
    if (a === undefined || b === undefined) throw new Error('no columns');
    expect(readDump(dump, [b], 3)).toEqual([[7, 8, 9]]);
    expect(() => readDump(dump, [b, a], 3)).toThrow(
      `batch 0, column "a": expected 8 bytes with the buffer's length, got 0 bytes.`,
    );
  });

  it('where the texts of a dictionary name classes', () => {
    const fields = [{ name: 'a', type: { kind: 'utf8' }, dictionary: { id: 0n } }] as const;
    const texts = { rows: 3, nodes: [[3, 0]], buffers: [none, broken, broken], codec: 'zstd' } as const;
    const batch = { rows: 1, nodes: [[1, 0]], buffers: [none, int32s(0)] } as const;
    const path = folder.write('raw.arrows', rawStream(fields, [{ ...texts, id: 0n }, batch]));
    const dump = openDump(path);
    const column = resolveColumn(dump.schema, 'a', path, 'numbers or texts');
    const shared = new SharedValues([column], readDictionaries(dump, [column]).map(tableSource));
    const reader = openFileReader(path);
    try {
      const attempt = () => shared.dictionaryTexts(column, 0, reader, 'dump');
      expect(attempt).toThrow(refusal);
    } finally {
      reader.close();
    }
  });
});

describe('booleans are booleans however they are stored', () => {
  const bool = { kind: 'bool' } as const;
  const flags = bits(true, false, true);

  it('in a dictionary', async () => {
    const fields = [{ name: 'a', type: bool, dictionary: { id: 0n } }] as const;
    const dictionary = { id: 0n, rows: 3, nodes: [[3, 0]], buffers: [none, flags] } as const;
    const indices = [none, int32s(1, 0, 2, 1, 1, 0, 0, 0, 1, 2)];
    const batch = { rows: 10, nodes: [[10, 0]], buffers: indices } as const;
    const values = [false, true, true, false, false, true, true, true, false, true];
    expect(await reading(fields, [dictionary, batch, batch])).toEqual([...values, ...values]);
  });

  it('run-end encoded, with nulls', async () => {
    const children = [
      { name: 'run_ends', type: int32 },
      { name: 'values', type: bool },
    ];
    const batch = {
      rows: 5,
      nodes: [
        [5, 0],
        [3, 0],
        [3, 1],
      ],
      buffers: [none, int32s(2, 3, 5), bits(true, false, true), flags],
    } as const;
    const values = [true, true, null, true, true];
    expect(await reading([{ name: 'a', type: { kind: 'runs' }, children }], [batch, batch])).toEqual([
      ...values,
      ...values,
    ]);
  });

  it('in a struct', async () => {
    const children = [{ name: 'b', type: bool }];
    const nodes = [
      [3, 1],
      [3, 0],
    ] as const;
    const batch = { rows: 3, nodes, buffers: [bits(true, true, false), none, flags] };
    expect(await reading([{ name: 'a', type: { kind: 'struct' }, children }], [batch], 'a.b')).toEqual([
      true,
      false,
      null,
    ]);
  });

  it('beside one another as classes, as bytes', async () => {
    const fields = ['p_0', 'p_1'].map((name) => ({ name, type: bool }));
    const nodes = [
      [3, 0],
      [3, 0],
    ] as const;
    const batch = { rows: 3, nodes, buffers: [none, flags, none, bits(false, true, true)] };
    expect(await reading(fields, [batch], 'p_*')).toEqual([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });
});
