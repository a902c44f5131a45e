import { basename, dirname } from 'node:path';
import { expect, it } from 'vitest';
import { openDump, surveyBatches } from '../src/index.ts';
import { filesBelow } from './support/corpus.ts';
import { readGolden } from './support/golden-json.ts';

const dumps = filesBelow('arrow-ipc-stream/integration')
  .filter((path) => /\.(?:arrow_file|stream)$/u.test(path))
  .map((path) => [`${basename(dirname(path))}/${basename(path)}`, path] as const);

const zerosIn = (validity: readonly number[]): number => validity.filter((bit) => bit === 0).length;

it.each(dumps)('counts the rows and nulls of %s', (title, path) => {
  const dump = openDump(path);
  const { rowCount, batchRows, codecs, nulls } = surveyBatches(dump);
  const { batches: golden } = readGolden(path.replace(/\.(?:arrow_file|stream)$/u, '.json.gz'));
  expect(batchRows).toEqual(golden.map(({ count }) => count));
  expect(rowCount).toBe(batchRows.reduce((sum, rows) => sum + rows, 0));
  const codec = /lz4|zstd/u.exec(title);
  expect(codecs.map((name) => name.toLowerCase())).toEqual(codec === null ? [] : [codec[0]]);
  const expected = dump.schema.fields.map((_, column) => {
    const validities = golden.map(({ columns }) => columns[column]?.VALIDITY);
    return validities.some((validity) => validity === undefined)
      ? nulls[column]
      : validities.reduce((sum, validity) => sum + zerosIn(validity ?? []), 0);
  });
  expect(nulls).toEqual(expected);
});
