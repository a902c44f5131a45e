import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArrowError, type ColumnLayout, openDump, resolveColumn, type Schema } from '../src/index.ts';
import { filesBelow } from './support/corpus.ts';
import { goldenCells, isSupported, readGolden } from './support/golden-json.ts';
import { openPipe, readDump, readStream } from './support/read-all.ts';

const dumps = filesBelow('arrow-ipc-stream/integration')
  .filter((path) => /\.(?:arrow_file|stream)$/u.test(path))
  .map((path) => ({ title: `${basename(dirname(path))}/${basename(path)}`, path }));
const isCompressed = ({ path }: { path: string }): boolean => path.includes('compression');
const compressed = dumps.filter(isCompressed);
const uncompressed = dumps.filter((dump) => !isCompressed(dump));
const tally = { files: 0, pipes: 0, compressed: 0, columns: 0, cells: 0, refused: new Map<string, number>() };

interface Resolved {
  readonly indices: readonly number[];
  readonly columns: readonly ColumnLayout[];
  readonly refusals: readonly (string | null)[];
}

function resolveAll(path: string, schema: Schema): Resolved {
  const resolved = schema.fields.map(({ name }) => resolve(schema, name, path));
  return {
    indices: resolved.flatMap((column, index) => (typeof column === 'string' ? [] : [index])),
    columns: resolved.filter((column) => typeof column !== 'string'),
    refusals: resolved.map((column) => (typeof column === 'string' ? column : null)),
  };
}

function resolve(schema: Schema, name: string, path: string): ColumnLayout | string {
  try {
    return resolveColumn(schema, name, path);
  } catch (error) {
    return error instanceof ArrowError ? error.code : String(error);
  }
}

/** What the golden types ask for, column by column; null for one that is read. */
function expectedRefusals(path: string): (string | null)[] {
  const { fields } = readGolden(goldenPath(path)).schema;
  return fields.map((field) => {
    if (fields.filter(({ name }) => name === field.name).length > 1) return 'E_COLUMN_AMBIGUOUS';
    if (!isSupported(field)) return 'E_COLUMN_TYPE';
    return path.includes('bigendian') ? 'E_BIG_ENDIAN' : null;
  });
}

function goldenPath(path: string): string {
  return path.replace(/\.(?:arrow_file|stream)$/u, '.json.gz');
}

describe('golden files of every Arrow version', () => {
  it.each(dumps)('$title: columns are found or refused', ({ path }) => {
    const { schema } = openDump(path);
    const { columns, refusals } = resolveAll(path, schema);
    expect(schema.fields.map(({ name }) => name)).toEqual(
      readGolden(goldenPath(path)).schema.fields.map(({ name }) => name),
    );
    expect(refusals).toEqual(expectedRefusals(path));
    tally.files += 1;
    tally.columns += columns.length;
    for (const code of refusals.filter((code) => code !== null)) {
      tally.refused.set(code, (tally.refused.get(code) ?? 0) + 1);
    }
  });

  it.each(uncompressed)('$title: values are read', ({ path }) => {
    const dump = openDump(path);
    const { indices, columns } = resolveAll(path, dump.schema);
    const golden = readGolden(goldenPath(path));
    const expected = indices.map((index) => goldenCells(golden, index));
    for (const chunkRows of [1, 7, Infinity]) expect(readDump(dump, columns, chunkRows)).toEqual(expected);
    tally.cells += expected.flat().length;
  });

  it.each(uncompressed)('$title: values are read through a pipe', async ({ path }) => {
    const dump = openDump(path);
    const { columns } = resolveAll(path, dump.schema);
    const stream = await openPipe(readFileSync(path), path, 777);
    expect(stream.schema).toEqual(dump.schema);
    expect(await readStream(stream, columns)).toEqual(readDump(dump, columns, Infinity));
    expect(stream.endedBy).toBe(dump.endedBy);
    tally.pipes += 1;
  });

  it.each(compressed)('$title: compression is refused', async ({ path }) => {
    const dump = openDump(path);
    const { columns } = resolveAll(path, dump.schema);
    expect(() => readDump(dump, columns, 7)).toThrow('E_COMPRESSION');
    const stream = await openPipe(readFileSync(path), path);
    await expect(readStream(stream, columns)).rejects.toThrow('E_COMPRESSION');
    tally.compressed += 1;
  });

  it('has read what the folder holds', () => {
    expect({ ...tally, refused: Object.fromEntries(tally.refused) }).toEqual({
      files: 158,
      pipes: 150,
      compressed: 8,
      columns: 430,
      cells: 5098,
      refused: { E_BIG_ENDIAN: 144, E_COLUMN_AMBIGUOUS: 32, E_COLUMN_TYPE: 810 },
    });
  });
});
