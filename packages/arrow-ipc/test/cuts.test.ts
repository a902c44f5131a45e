import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Dump, openDump } from '../src/index.ts';
import { pipedReadingOf, readingOf } from './support/read-column.ts';
import { temporaryFolder } from './support/write-arrow.ts';

const folder = temporaryFolder();
const writers = fileURLToPath(new URL('data/writers', import.meta.url));
const golden = fileURLToPath(new URL('data/arrow-testing/arrow-ipc-stream/integration', import.meta.url));
const dumps = [
  ...['polars-lz4', 'polars-zstd', 'polars-uncompressed', 'duckdb-uncompressed'].flatMap((name) =>
    ['arrow', 'arrows'].map((format) => path.join(writers, `${name}.${format}`)),
  ),
  ...['stream', 'arrow_file'].map((format) =>
    path.join(golden, `1.0.0-littleendian/generated_dictionary.${format}`),
  ),
];

/** Where a message begins, where its body does, and where that ends. */
function boundaries({ batches, dictionaries, size }: Dump): readonly number[] {
  const blocks = [...batches, ...dictionaries.map(({ block }) => block)];
  const places = blocks.flatMap(({ position, metadataLength, bodyLength }) => [
    position,
    position + metadataLength,
    position + metadataLength + bodyLength,
  ]);
  return [...new Set([0, 8, ...places, size])].toSorted((a, b) => a - b);
}

describe('a dump cut at any of its messages, give or take four bytes', () => {
  it.each(dumps.map((file) => [path.relative(path.dirname(golden), file), file]))('%s', async (_, file) => {
    const whole = readFileSync(file);
    const dump = openDump(file);
    const [field] = dump.schema.fields;
    const name = field?.name ?? '';
    const all = readingOf(file, name);
    if (typeof all === 'string') throw new Error(all);
    const lengths = boundaries(dump).flatMap((place) =>
      Array.from({ length: 9 }, (_, index) => place + index - 4),
    );
    const mayEnd = new Set(dump.format === 'stream' ? messageEnds(dump) : []);
    for (const length of new Set(lengths)) {
      if (length < 0 || length >= whole.length) continue;
      const bytes = new Uint8Array(whole.subarray(0, length));
      const readings = [readingOf(folder.write('cut', bytes), name), await pipedReadingOf(bytes, name)];
      const refused = readings.filter((reading) => typeof reading === 'string');
      const read = readings.filter((reading) => typeof reading !== 'string');
      expect(refused.filter((line) => !/^E_(?:TRUNCATED|NOT_ARROW) .*expected .*, got /u.test(line))).toEqual(
        [],
      );
      // A stream that ends between two messages has all rows of the batches before.
      expect(read).toEqual(read.map(({ length }) => all.slice(0, length)));
      expect({ length, read: read.length }).toEqual({ length, read: mayEnd.has(length) ? 2 : 0 });
    }
  });
});

/** Of the schema, and of all batches. */
function messageEnds({ batches, dictionaries }: Dump): readonly number[] {
  const blocks = [...batches, ...dictionaries.map(({ block }) => block)];
  const schemaEnd = Math.min(...blocks.map(({ position }) => position));
  const ends = blocks.map(
    ({ position, metadataLength, bodyLength }) => position + metadataLength + bodyLength,
  );
  return [schemaEnd, ...ends];
}
