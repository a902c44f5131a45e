import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArrowError, type ColumnLayout, type Dump, openDump, resolveColumn } from '../src/index.ts';
import type { Cell, Scalar } from './support/chunk-values.ts';
import { filesBelow } from './support/corpus.ts';
import {
  type Golden,
  type GoldenField,
  type GoldenRow,
  goldenValues,
  type Kind,
  kindOf,
  readGolden,
} from './support/golden-json.ts';
import { openPipe, readDump, readRow, readStream } from './support/read-all.ts';

const dumps = filesBelow('arrow-ipc-stream/integration')
  .filter((path) => /\.(?:arrow_file|stream)$/u.test(path))
  .map((path) => ({ title: `${basename(dirname(path))}/${basename(path)}`, path }));
const tally = {
  files: 0,
  pipes: 0,
  cells: {} as Partial<Record<Kind, number>>,
  raggedColumns: 0,
  refused: {} as Record<string, number>,
};

/** A column, or a field of a struct, with the name that it is asked for. */
interface Asked {
  readonly name: string;
  readonly path: readonly GoldenField[];
  readonly kind: Kind | null;
}

function allAsked({ schema }: Golden): Asked[] {
  return schema.fields.flatMap((field) => askedBelow([field]));
}

function askedBelow(path: readonly GoldenField[]): Asked[] {
  const field = path.at(-1);
  const inner = field?.type.name === 'struct' ? field.children.filter(({ name }) => name !== '') : [];
  const asked = { name: path.map(({ name }) => name).join('.'), path, kind: kindOf(path) };
  return [asked, ...inner.flatMap((child) => askedBelow([...path, child]))];
}

/** The layout, or the code of the error that refuses it. */
function resolve(dump: Dump, name: string): ColumnLayout | string {
  try {
    return resolveColumn(dump.schema, name, dump.path, 'numbers or texts');
  } catch (error) {
    return error instanceof ArrowError ? error.code : String(error);
  }
}

function expectedRefusal(path: string, golden: Golden, { name, kind }: Asked): string | null {
  if (golden.schema.fields.filter((field) => field.name === name).length > 1) return 'E_COLUMN_AMBIGUOUS';
  if (kind === null) return 'E_COLUMN_TYPE';
  return path.includes('bigendian') ? 'E_BIG_ENDIAN' : null;
}

function goldenPath(path: string): string {
  return path.replace(/\.(?:arrow_file|stream)$/u, '.json.gz');
}

interface Expected {
  readonly column: ColumnLayout;
  readonly kind: Kind;
  readonly rows: readonly GoldenRow[];
}

/** Every column that is read, with the values that it must have. */
function expectedColumns(dump: Dump): Expected[] {
  const golden = readGolden(goldenPath(dump.path));
  return allAsked(golden).flatMap(({ name, path, kind }) => {
    const column = resolve(dump, name);
    if (typeof column === 'string' || kind === null) return [];
    const rows = goldenValues(golden, path);
    return [{ column, kind, rows: column.type === 'uint8' ? rows.map(asBytes) : rows }];
  });
}

/** Booleans in lists are read as bytes. */
function asBytes(row: GoldenRow): GoldenRow {
  return isList(row) ? row.map((element) => (element === null ? null : Number(element))) : row;
}

function isList(row: GoldenRow): row is readonly (Scalar | null)[] {
  return Array.isArray(row);
}

/** What must be read: a list with a null is null. */
function cellsOf({ rows }: Expected): Cell[] {
  return rows.map((row) => {
    if (!isList(row)) return row;
    const values = row.filter((element) => element !== null);
    return values.length === row.length ? values : null;
  });
}

function isRagged({ column, rows }: Expected): boolean {
  const lengths = new Set(rows.filter(isList).map((row) => row.length));
  return column.classes === 0 && (lengths.size > 1 || lengths.has(0));
}

describe('golden files of every Arrow version', () => {
  it.each(dumps)('$title: columns are found or refused', ({ path }) => {
    const dump = openDump(path);
    const golden = readGolden(goldenPath(path));
    expect(dump.schema.fields.map(({ name }) => name)).toEqual(golden.schema.fields.map(({ name }) => name));
    for (const asked of allAsked(golden)) {
      const resolved = resolve(dump, asked.name);
      const refusal = typeof resolved === 'string' ? resolved : null;
      expect([asked.name, refusal]).toEqual([asked.name, expectedRefusal(path, golden, asked)]);
      if (refusal !== null) tally.refused[refusal] = (tally.refused[refusal] ?? 0) + 1;
    }
    tally.files += 1;
  });

  it.each(dumps)('$title: values are read', ({ path }) => {
    const dump = openDump(path);
    const expected = expectedColumns(dump);
    const even = expected.filter((column) => !isRagged(column));
    const columns = even.map(({ column }) => column);
    for (const chunkRows of [1, 7, Infinity]) {
      expect(readDump(dump, columns, chunkRows)).toEqual(even.map(cellsOf));
    }
    for (const { kind, rows } of even) tally.cells[kind] = (tally.cells[kind] ?? 0) + rows.length;
  });

  it.each(dumps)('$title: ragged lists are refused, and each list of them is read', ({ path }) => {
    const dump = openDump(path);
    for (const expected of expectedColumns(dump).filter(isRagged)) {
      const { column, rows } = expected;
      const cells = cellsOf(expected);
      expect(() => readDump(dump, [column], 7)).toThrow('E_RAGGED');
      for (const [row, list] of rows.entries()) {
        const classes = isList(list) ? list.length : 1;
        const read = readRow(dump, { ...column, classes: Math.max(1, classes) }, row);
        expect(read).toEqual(classes === 0 ? 'E_RAGGED' : cells[row]);
      }
      tally.cells.list = (tally.cells.list ?? 0) + rows.length;
      tally.raggedColumns += 1;
    }
  });

  it.each(dumps)('$title: values are read through a pipe', async ({ path }) => {
    const dump = openDump(path);
    const even = expectedColumns(dump).filter((column) => !isRagged(column));
    const stream = await openPipe(readFileSync(path), path, 777);
    expect(stream.schema).toEqual(dump.schema);
    const columns = even.map(({ column }) => column);
    expect(await readStream(stream, columns)).toEqual(even.map(cellsOf));
    expect(stream.endedBy).toBe(dump.endedBy);
    tally.pipes += 1;
  });

  it('has read what the folder holds', () => {
    process.stdout.write(`golden files: ${JSON.stringify(tally)}\n`);
    expect(tally).toMatchInlineSnapshot(`
      {
        "cells": {
          "bool": 498,
          "decimal": 41004,
          "dictionary": 626,
          "list": 244,
          "nested": 136,
          "null": 120,
          "number": 4788,
          "runs": 216,
          "text": 848,
        },
        "files": 158,
        "pipes": 158,
        "raggedColumns": 14,
        "refused": {
          "E_BIG_ENDIAN": 336,
          "E_COLUMN_AMBIGUOUS": 32,
          "E_COLUMN_TYPE": 340,
        },
      }
    `);
  });
});
