import { readFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mse, sparseCceLogits } from '@offmark/losses';
import { evaluate } from './support/valid-report.ts';
import { offmark } from './support/command.ts';
import { dumpBytes, matrix, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const chunkRows = 65_536;
/** A stream of this many rows, in batches of 10,000, with NaN where asked. */
function streamWith(
  rows: number,
  nanRows: readonly number[],
  format: 'file' | 'stream' = 'stream',
): Uint8Array {
  const prediction = new Float64Array(rows);
  for (const row of nanRows) prediction[row] = NaN;
  const columns = { target: numbers(new Float64Array(rows)), prediction: numbers(prediction) };
  return dumpBytes(columns, rows, { format, batchRows: 10_000 });
}

/** The whole error of an evaluation that must fail. */
async function errorOf(inputs: readonly string[], workers: number, stdin?: Uint8Array): Promise<string> {
  const source = stdin === undefined ? {} : { stdin: Readable.from([stdin]) };
  const failed = evaluate({ inputs, losses: 'mse', workers, ...source });
  return failed.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The errors with 1, 2 and 7 workers, each once. */
async function errorsOf(inputs: readonly string[], stdin?: Uint8Array): Promise<readonly string[]> {
  const errors = new Set<string>();
  for (const workers of [1, 2, 7]) errors.add(await errorOf(inputs, workers, stdin));
  return [...errors];
}

describe('a pipe whose producer says nothing more', () => {
  const bad = streamWith(chunkRows + 10_000, [5]);
  const silent = { stdin: bad.subarray(0, -100), holdStdin: true, cwd: folder };

  it.each(['1', '2'])('ends when a row is refused, with %s workers', async (workers) => {
    const outcome = await offmark(['eval', '-', '--loss', 'mse', '--workers', workers], silent);
    expect(outcome.stderr).toContain('E_NAN -, row 5 (batch 0, row 5), column "prediction"');
    expect(outcome.code).toBe(3);
  });

  it('ends when a row of a small, whole stream is refused and the pipe stays open', async () => {
    const whole = { ...silent, stdin: streamWith(20, [5]) };
    const outcome = await offmark(['eval', '-', '--loss', 'mse'], whole);
    expect(outcome.stderr).toContain('E_NAN -, row 5 (batch 0, row 5), column "prediction"');
    expect(outcome.code).toBe(3);
  });

  it('ends when a column is missing', async () => {
    const outcome = await offmark(['eval', '-', '--loss', 'mse', '--target', 'nothing'], silent);
    expect(outcome.stderr).toContain('E_COLUMN_MISSING -');
    expect(outcome.code).toBe(3);
  });

  it('lets the stream of a library user go', async () => {
    const stdin = new PassThrough();
    stdin.write(bad.subarray(0, -100));
    await expect(evaluate({ inputs: ['-'], losses: 'mse', workers: 1, stdin })).rejects.toThrow('E_NAN');
    expect(stdin.destroyed).toBe(true);
  });
});

describe('the file format on standard input', () => {
  const writers = new URL('../../../packages/arrow-ipc/test/data/writers/', import.meta.url);
  const args = ['eval', '-', '--loss', 'mse'];

  it('is read if it begins with its schema', async () => {
    const stdin = readFileSync(new URL('polars-lz4.arrow', writers));
    const { code, stderr } = await offmark(args, { stdin });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('is refused if its schema stands in its footer alone, with what to do', async () => {
    const stdin = readFileSync(new URL('apache-arrow-lz4.arrow', writers));
    expect(await offmark(args, { stdin })).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'E_METADATA -: expected a schema as the first message, got a record batch. ' +
        'The schema stands in the footer alone, after the rows: give the path of a file, or write the stream format.\n',
    });
  });
});

describe('the error that is reported does not depend on the number of workers', () => {
  const rows = 3 * chunkRows;
  it('a bad row before the end of a pipe that was cut', async () => {
    const cut = streamWith(rows, [chunkRows + 7, chunkRows + 9]).subarray(0, -100_000);
    expect(await errorsOf(['-'], cut)).toMatchSnapshot();
  });

  it('a pipe that was cut before a bad row', async () => {
    const whole = streamWith(rows, [rows - 1]);
    expect(await errorsOf(['-'], whole.subarray(0, whole.length / 2))).toMatchSnapshot();
  });

  it('a bad row before metadata that is no metadata', async () => {
    const broken = streamWith(rows, [3]);
    broken.fill(0x7f, -120_000, -118_000);
    const errors = await errorsOf(
      ['-'],
      Buffer.concat([broken.subarray(0, -100_000), Buffer.alloc(64, 0x7f)]),
    );
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^E_NAN -, row 3 /);
  });

  it('a bad row in a file before a pipe that is no dump', async () => {
    const columns = { target: numbers(Float64Array.of(1)), prediction: numbers(Float64Array.of(NaN)) };
    const file = writeDump(path.join(folder, 'bad.arrow'), columns, 1);
    const options = { losses: 'mse', keepOrder: true };
    const errors = new Set<string>();
    for (const workers of [1, 2, 7]) {
      const stdin = Readable.from([Buffer.from('no dump at all, but some text')]);
      const failed = evaluate({ ...options, inputs: [file, '-'], workers, stdin });
      errors.add(await failed.then(String, (error: unknown) => String(error).replace(folder, '')));
    }
    expect([...errors]).toMatchSnapshot();
  });
});

describe('memory of a pipe', () => {
  it('goes with the rows that came, however wide', async () => {
    const [rows, classes] = [20, 50_257];
    const labels = Int32Array.from({ length: rows }, (_, i) => i * 7);
    const logits = Float32Array.from({ length: rows * classes }, (_, i) => Math.sin(i));
    const columns = { target: numbers(labels), prediction: matrix(logits, classes) };
    for (const batchRows of [1, 7, 20]) {
      const stdin = Readable.from([dumpBytes(columns, rows, { format: 'stream', batchRows })]);
      const { result } = await evaluate({ inputs: ['-'], losses: 'sparse-cce-logits', workers: 1, stdin });
      expect(result.losses[0]?.value).toBe(sparseCceLogits.mean(labels, { data: logits, classes }));
    }
  });

  it('changes no bit, wherever the batches of a chunk end', async () => {
    const rows = chunkRows + 4321;
    const target = Float64Array.from({ length: rows }, (_, i) => Math.sin(i) * 10 ** (i % 17));
    const prediction = Float64Array.from({ length: rows }, (_, i) => Math.cos(i));
    const columns = { target: numbers(target), prediction: numbers(prediction) };
    for (const batchRows of [3, 1000, 20_011, rows]) {
      for (const workers of [1, 2]) {
        const stdin = Readable.from([dumpBytes(columns, rows, { format: 'stream', batchRows })]);
        const { result } = await evaluate({ inputs: ['-'], losses: 'mse', workers, stdin });
        expect(result.losses[0]?.value).toBe(mse.mean(target, prediction));
      }
    }
  });

  it('names the row, wherever it stands', async () => {
    for (const row of [0, 9_999, 10_000, 25_000, chunkRows - 1, chunkRows, 69_999]) {
      const error = await errorOf(['-'], 2, streamWith(70_000, [row]));
      expect(error).toContain(`row ${row} (batch ${Math.floor(row / 10_000)}, row ${row % 10_000})`);
    }
  });
}, 60_000);
