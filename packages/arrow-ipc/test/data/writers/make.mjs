// Writes the rows of rows.mjs by Polars, and by apache-arrow with the commands lz4 and zstd as its codecs.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  Bool,
  CompressionType,
  Float32,
  Float64,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Table,
  Utf8,
  compressionRegistry,
  vectorFromArray,
} from 'apache-arrow';
import { flag, holed, prediction, rowCount, target, text, weight } from './rows.mjs';

const folder = new URL('.', import.meta.url);
const load = createRequire(new URL('../../../../../benchmarks/rivals/package.json', import.meta.url));

const all = (value) => Array.from({ length: rowCount }, (_, row) => value(row));

function writeByPolars() {
  const pl = load('nodejs-polars');
  const frame = pl.DataFrame([
    pl.Series('text', all(text), pl.Utf8),
    pl.Series('target', all(target), pl.Float64),
    pl.Series('holed', all(holed), pl.Float64),
    pl.Series('prediction', all(prediction), pl.Float32),
    pl.Series('flag', all(flag), pl.Bool),
    pl.Series('weight', all(weight), pl.Float64),
  ]);
  // Few rows, because nothing makes them smaller.
  const few = frame.head(500);
  for (const compression of ['uncompressed', 'lz4', 'zstd']) {
    const rows = compression === 'uncompressed' ? few : frame;
    writeFileSync(new URL(`polars-${compression}.arrow`, folder), rows.writeIPC({ compression }));
    writeFileSync(new URL(`polars-${compression}.arrows`, folder), rows.writeIPCStream({ compression }));
  }
}

const encode = (command, ...flags) => ({
  encode: (bytes) => execFileSync(command, ['-c', '-q', ...flags], { input: bytes }),
});

function writeByApacheArrow() {
  compressionRegistry.set(CompressionType.LZ4_FRAME, encode('lz4'));
  compressionRegistry.set(CompressionType.ZSTD, encode('zstd'));
  const table = new Table({
    text: vectorFromArray(all(text), new Utf8()),
    target: vectorFromArray(all(target), new Float64()),
    holed: vectorFromArray(all(holed), new Float64()),
    prediction: vectorFromArray(all(prediction), new Float32()),
    flag: vectorFromArray(all(flag), new Bool()),
    weight: vectorFromArray(all(weight), new Float64()),
  });
  for (const [name, compressionType] of [
    ['lz4', CompressionType.LZ4_FRAME],
    ['zstd', CompressionType.ZSTD],
  ]) {
    for (const extension of ['arrow', 'arrows']) {
      const Writer = extension === 'arrow' ? RecordBatchFileWriter : RecordBatchStreamWriter;
      const writer = new Writer({ compressionType });
      writer.reset(undefined, table.schema);
      // Batches that no chunk ends with.
      for (let row = 0; row < rowCount; row += 4000) writer.write(table.slice(row, row + 4000).batches[0]);
      writer.finish();
      writeFileSync(new URL(`apache-arrow-${name}.${extension}`, folder), writer.toUint8Array(true));
    }
  }
}

writeByPolars();
writeByApacheArrow();
