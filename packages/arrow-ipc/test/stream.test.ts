import { Float64 } from 'apache-arrow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArrowError, type DumpStream, openStream, resolveColumn } from '../src/index.ts';
import { concatenated, withInt64 } from './support/bytes.ts';
import { corpus } from './support/corpus.ts';
import { openPipe, pipeOf, readStream } from './support/read-all.ts';
import { arrowBytes } from './support/write-arrow.ts';

const cells = Array.from({ length: 1000 }, (_, index) => index);
const written = [{ name: 'value', type: new Float64(), cells }];
const stream = arrowBytes('stream', written, [600, 400]);
const file = arrowBytes('file', written, [600, 400]);
const goldenFile = join(
  corpus,
  'arrow-ipc-stream/integration/1.0.0-littleendian/generated_primitive.arrow_file',
);

async function readValues(opened: DumpStream): Promise<unknown> {
  const [values] = await readStream(opened, [resolveColumn(opened.schema, 'value', 'pipe')]);
  return values;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ArrowError) return error.message;
    throw error;
  }
  throw new Error('no error');
}

async function* countingPipe(
  bytes: Uint8Array,
  counts: { pieces: number; closed: boolean },
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of pipeOf(bytes, 100)) {
      counts.pieces += 1;
      yield piece;
    }
  } finally {
    counts.closed = true;
  }
}

async function* slowPipe(): AsyncGenerator<Uint8Array> {
  for await (const piece of pipeOf(stream, 1)) {
    yield new Uint8Array(0);
    yield piece;
  }
}

async function* failingPipe(): AsyncGenerator<Uint8Array> {
  yield stream.slice(0, 100);
  throw new Error('ECONNRESET: connection reset');
}

async function readGolden(bytes: Uint8Array): Promise<unknown> {
  const opened = await openPipe(bytes);
  await readStream(opened, [resolveColumn(opened.schema, 'int8_nullable', 'pipe')]);
  return opened.endedBy;
}

describe('openStream', () => {
  it('gives the schema, then the batches, then how it ended', async () => {
    const opened = await openPipe(stream);
    expect(opened.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['value float64']);
    expect(opened.endedBy).toBeNull();
    expect(await readValues(opened)).toEqual(cells);
    expect(opened.endedBy).toBe('marker');
  });

  it('reads byte by byte as well, with empty pieces between', async () => {
    expect(await readValues(await openStream(slowPipe(), 'pipe'))).toEqual(cells);
  });

  it('says when a stream ends without its marker', async () => {
    const opened = await openPipe(stream.subarray(0, -8));
    expect(await readValues(opened)).toEqual(cells);
    expect(opened.endedBy).toBe('end of file');
  });

  it('says how many bytes follow the end marker', async () => {
    const opened = await openPipe(concatenated(stream, stream));
    expect(await readValues(opened)).toEqual(cells);
    expect(opened.endedBy).toBe('marker');
    expect(await opened.drain()).toBe(stream.length);
  });

  it('gives all batches to a reader while the writer keeps the pipe open', async () => {
    const opened = await openStream(heldOpen(stream), 'pipe');
    expect(await readValues(opened)).toEqual(cells);
    expect(opened.endedBy).toBe('marker');
  });

  it('lets the source go when its reader leaves', async () => {
    const counts = { pieces: 0, closed: false };
    const opened = await openStream(countingPipe(stream, counts), 'pipe');
    for await (const { rows } of opened.batches([])) {
      expect(rows).toBe(600);
      break;
    }
    expect(counts.closed).toBe(true);
    expect(counts.pieces).toBeLessThan(stream.length / 100 - 20);
  });

  it('lets the source go when it cannot be read', async () => {
    const counts = { pieces: 0, closed: false };
    const pipe = countingPipe(new TextEncoder().encode('a,b\n1,2\n'), counts);
    expect(await messageOf(openStream(pipe, '-'))).toBe(
      String.raw`E_NOT_ARROW -: expected an Arrow IPC file or stream, got bytes that begin with "a,b\n".`,
    );
    expect(counts.closed).toBe(true);
  });

  it('does not allocate what a short stream only promises', async () => {
    const bodyLength = BigInt(600 * 8);
    const lying = withInt64(stream, bodyLength, 2n ** 42n);
    const before = process.memoryUsage().arrayBuffers;
    const message = await messageOf(openPipe(lying).then(readValues));
    expect(message).toMatch(/^E_TRUNCATED pipe: expected 4398046511104 bytes from byte \d+, got \d+\.$/u);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });

  it('reads bodies longer than its first allocation', async () => {
    const long = Array.from({ length: 2_500_000 }, (_, index) => index);
    const bytes = arrowBytes('stream', [{ name: 'value', type: new Float64(), cells: long }], [long.length]);
    const opened = await openPipe(bytes, 'pipe', 65_536);
    for await (const { body, columns } of opened.batches([resolveColumn(opened.schema, 'value', 'pipe')])) {
      const values = new Float64Array(body.buffer, columns[0]?.[1]?.position, long.length);
      expect([values[0], values[1_234_567], values.at(-1)]).toEqual([0, 1_234_567, 2_499_999]);
    }
  });

  it('names the failure of its source', async () => {
    expect(await messageOf(openStream(failingPipe(), 'socket').then(readValues))).toBe(
      'E_INPUT_READ socket: expected bytes after byte 100, got ECONNRESET: connection reset.',
    );
  });
});

describe('openStream of the file format', () => {
  const bytes = new Uint8Array(readFileSync(goldenFile));

  it('reads it to its footer', async () => {
    expect(await readGolden(bytes)).toBe('footer');
  });

  it('refuses one without its footer', async () => {
    expect(await messageOf(readGolden(bytes.subarray(0, -1)))).toBe(
      'E_TRUNCATED pipe: expected an Arrow IPC file that ends with its footer and ARROW1, got an end without it.',
    );
  });

  it('refuses one whose footer knows of other batches', async () => {
    const second = arrowBytes('stream', written, [600, 400]);
    const third = arrowBytes('file', written, [600]);
    const mixed = concatenated(new TextEncoder().encode('ARROW1\0\0'), second, third.subarray(-400));
    expect(await messageOf(openPipe(mixed).then(readValues))).toBe(
      'E_METADATA pipe: expected 1 batches as the footer says, got 2.',
    );
  });

  it('refuses one that has its schema in the footer alone', async () => {
    expect(await messageOf(openPipe(file))).toBe(
      'E_METADATA pipe: expected a schema as the first message, got a record batch. ' +
        'The schema stands in the footer alone, after the rows: give the path of a file, or write the stream format.',
    );
    expect(await messageOf(openPipe(arrowBytes('file', written, [])))).toBe(
      'E_METADATA pipe: expected a schema as the first message, got an end-of-stream marker. ' +
        'The schema stands in the footer alone, after the rows: give the path of a file, or write the stream format.',
    );
  });
});

/** The bytes, and then nothing, not even an end. */
async function* heldOpen(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
  await new Promise<never>(() => {});
}
