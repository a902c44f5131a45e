// Writes the rows of rows.mjs by Polars, by apache-arrow with the commands lz4 and zstd as its codecs, and by DuckDB.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
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
/** Few rows, because nothing makes them smaller. */
const fewRows = 500;

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
  const few = frame.head(fewRows);
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
  // Batches that no chunk ends with.
  const large = { rows: rowCount, batchRows: 4000 };
  for (const { name, options, rows, batchRows } of [
    { ...large, name: 'lz4', options: { compressionType: CompressionType.LZ4_FRAME } },
    { ...large, name: 'zstd', options: { compressionType: CompressionType.ZSTD } },
    { name: 'uncompressed', options: {}, rows: fewRows, batchRows: 200 },
  ]) {
    for (const extension of ['arrow', 'arrows']) {
      const Writer = extension === 'arrow' ? RecordBatchFileWriter : RecordBatchStreamWriter;
      const writer = new Writer(options);
      writer.reset(undefined, table.schema);
      for (let row = 0; row < rows; row += batchRows) {
        writer.write(table.slice(row, Math.min(rows, row + batchRows)).batches[0]);
      }
      writer.finish();
      writeFileSync(new URL(`apache-arrow-${name}.${extension}`, folder), writer.toUint8Array(true));
    }
  }
}

/** The columns of rows.mjs in SQL: `from` and `to` are row numbers. */
const columnsInSql = (from, to) => `
  select
    'row ' || range % 10 || ' of a batch, longer than what a view holds itself' as text,
    (range % 97) / 8::double as target,
    case when range % 11 = 3 then null else (range % 50) / 4::double end as holed,
    ((range % 97) / 8::double + ((range * 7) % 13 - 6) / 16::double)::float as prediction,
    range % 3 = 0 as flag,
    (1 + range % 5)::double as weight
  from range(${from}, ${to})`;

/** A query's answer in DuckDB's own Arrow IPC: at once it is a file, bit by bit a stream. */
async function writeByDuckdb() {
  const entry = '@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs';
  const duckdb = load(entry);
  const mainModule = path.join(path.dirname(load.resolve(entry)), 'duckdb-eh.wasm');
  const bundles = { mvp: { mainModule, mainWorker: '' }, eh: { mainModule, mainWorker: '' } };
  const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await database.instantiate(() => {});
  const query = `${columnsInSql(0, 300)} union all ${columnsInSql(300, fewRows)}`;
  database.connect().useUnsafe((bindings, connection) => {
    const file = bindings.runQuery(connection, query);
    writeFileSync(new URL('duckdb-uncompressed.arrow', folder), file);
    const parts = [bindings.startPendingQuery(connection, query, true)];
    while (parts[0] === null) parts[0] = bindings.pollPendingQuery(connection);
    for (;;) {
      const part = bindings.fetchQueryResults(connection);
      if (part === null) continue;
      if (part.length === 0) break;
      parts.push(part);
    }
    writeFileSync(new URL('duckdb-uncompressed.arrows', folder), Buffer.concat(parts));
  });
}

writeByPolars();
writeByApacheArrow();
await writeByDuckdb();
