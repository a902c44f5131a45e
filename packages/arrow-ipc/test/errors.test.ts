import { Bool, Field, FixedSizeList, Float32, Float64, Int32, Utf8 } from 'apache-arrow';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ArrowError,
  bytesReader,
  escapeControls,
  openDump,
  readBatches,
  resolveColumn,
} from '../src/index.ts';
import { withInt64 } from './support/bytes.ts';
import { corpus } from './support/corpus.ts';
import { schemaMessage } from './support/hand-made.ts';
import { arrowBytes, temporaryFolder } from './support/write-arrow.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 1000 }, (_, index) => (index === 3 ? null : index));
const probabilities = new FixedSizeList(2, new Field('item', new Float32(), true));
const flags = new FixedSizeList(2, new Field('item', new Bool(), true));
const written = [
  { name: 'text', type: new Utf8(), cells: rows.map(String) },
  { name: 'value', type: new Float64(), cells: rows },
  { name: 'classes', type: probabilities, cells: rows.map(() => [0.5, 0.5]) },
  { name: 'flags', type: flags, cells: rows.map(() => [true, false]) },
  { name: 'label', type: new Int32(), cells: rows },
];
const file = arrowBytes('file', written, [600, 400]);
const stream = arrowBytes('stream', written, [600, 400]);
const footerStart =
  file.length - 10 - new DataView(file.buffer, file.byteOffset).getInt32(file.length - 10, true);

/** The whole message, with the folder left out of it. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ArrowError) return error.message.replaceAll(join(folder.path, '/'), '');
    throw error;
  }
  throw new Error('no error');
}

function opening(bytes: Uint8Array | string): string {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return messageOf(() => openDump(folder.write('p.arrow', content)));
}

function resolving(name: string): string {
  const dump = openDump(folder.write('p.arrow', file));
  return messageOf(() => resolveColumn(dump.schema, name, dump.path));
}

function reading(bytes: Uint8Array, name: string): string {
  const dump = openDump(folder.write('p.arrow', bytes));
  return messageOf(() => readBatches(dump, [resolveColumn(dump.schema, name, dump.path)]));
}

function golden(path: string, name: string): string {
  const dump = openDump(join(corpus, 'arrow-ipc-stream/integration', path));
  const message = messageOf(() => readBatches(dump, [resolveColumn(dump.schema, name, dump.path)]));
  return message.replaceAll(join(corpus, '/'), '').replaceAll('arrow-ipc-stream/integration/', '');
}

describe('an input that cannot be opened', () => {
  it('is missing', () => {
    expect(messageOf(() => openDump(join(folder.path, 'none.arrow')))).toBe(
      'E_INPUT_OPEN none.arrow: expected a readable file, got ENOENT: no such file or directory.',
    );
  });

  it('is a directory', () => {
    mkdirSync(join(folder.path, 'directory'));
    expect(messageOf(() => openDump(join(folder.path, 'directory')))).toBe(
      'E_INPUT_OPEN directory: expected a regular file, got a directory. Give the files in it.',
    );
  });

  it.skipIf(process.platform === 'win32')('is a device', () => {
    expect(messageOf(() => openDump('/dev/null'))).toBe(
      'E_INPUT_OPEN /dev/null: expected a regular file, got a pipe or device. Give a file, or send the bytes to standard input.',
    );
  });
});

describe('an input that is no Arrow', () => {
  it.each([
    ['', 'E_TRUNCATED p.arrow: expected an Arrow IPC file or stream, got 0 bytes.'],
    ['PAR1....', 'E_NOT_ARROW p.arrow: expected an Arrow IPC file or stream, got a Parquet file.'],
    ['FEA1....', 'E_NOT_ARROW p.arrow: expected an Arrow IPC file or stream, got a Feather V1 file.'],
    [
      'a,b\n1,2\n',
      String.raw`E_NOT_ARROW p.arrow: expected an Arrow IPC file or stream, got bytes that begin with "a,b\n".`,
    ],
    [
      '\0\0\0\0\0\0\0\0',
      'E_NOT_ARROW p.arrow: expected an Arrow IPC file or stream, got an end-of-stream marker without a schema before it.',
    ],
  ])('%j', (bytes, message) => {
    expect(opening(bytes)).toBe(message);
  });
});

describe('an input that ends too early', () => {
  it('is a file without its footer', () => {
    expect(opening(file.subarray(0, 5000))).toBe(
      'E_TRUNCATED p.arrow: expected an Arrow IPC file that ends with its footer and ARROW1, got an end after 5000 bytes ' +
        'without it. Write the file again: its writer did not finish.',
    );
  });

  it('is a stream that ends inside a body', () => {
    const { batches } = openDump(folder.write('p.arrow', stream));
    const { position, metadataLength, bodyLength } = batches.at(1);
    const body = position + metadataLength;
    expect(opening(stream.subarray(0, body + 100))).toBe(
      `E_TRUNCATED p.arrow: expected ${bodyLength} bytes from byte ${body}, got 100.`,
    );
  });

  it('is a body in memory', () => {
    const reader = bytesReader(new Uint8Array(10), 100);
    expect(messageOf(() => reader.read(new Uint8Array(8), 104))).toBe(
      'E_TRUNCATED message body: expected 8 bytes from byte 104, got 6.',
    );
  });
});

describe('a column that cannot be read', () => {
  const all =
    'text (utf8), value (float64), classes (fixed_size_list<float32>[2]), flags (fixed_size_list<bool>[2]), ' +
    'label (int32)';
  const numbers =
    'value (float64), classes (fixed_size_list<float32>[2]), flags (fixed_size_list<bool>[2]), label (int32)';

  it.each([
    [
      'score\u001B[31m',
      String.raw`E_COLUMN_MISSING p.arrow, column "score\u001b[31m": expected a column of this name, got none. ` +
        `The file has these columns: ${all}.`,
    ],
    [
      'text',
      'E_COLUMN_TYPE p.arrow, column "text": expected a number column, got utf8. ' +
        `The file has these number columns: ${numbers}.`,
    ],
  ])('%j', (name, message) => {
    expect(resolving(name)).toBe(message);
  });

  it('shares its name with another', () => {
    expect(golden('1.0.0-littleendian/generated_duplicate_fieldnames.stream', 'ints')).toBe(
      'E_COLUMN_AMBIGUOUS 1.0.0-littleendian/generated_duplicate_fieldnames.stream, column "ints": expected one column ' +
        'of this name, got 2 (int8, int32). Rename all but one.',
    );
  });

  it('is big-endian', () => {
    expect(golden('1.0.0-bigendian/generated_primitive.arrow_file', 'int8_nullable')).toBe(
      'E_BIG_ENDIAN 1.0.0-bigendian/generated_primitive.arrow_file, column "int8_nullable": expected little-endian ' +
        'values, got big-endian ones. Write the file again on a little-endian machine.',
    );
  });
});

describe('metadata that contradicts the bytes', () => {
  it('has a buffer outside its body', () => {
    const { batches } = openDump(folder.write('p.arrow', file));
    const bytes = withInt64(file, 4800n, 2n ** 40n);
    expect(reading(bytes, 'value')).toMatch(
      new RegExp(
        `^E_BUFFER_RANGE p\\.arrow, batch 0, column "value": expected a data buffer inside the body's ` +
          String.raw`${batches.at(0).bodyLength} bytes, got 1099511627776 from \d+\.$`,
        'u',
      ),
    );
  });

  it('has a negative length', () => {
    expect(reading(withInt64(file, 4800n, -8n), 'value')).toMatch(
      /inside the body's \d+ bytes, got -8 from \d+\.$/u,
    );
  });

  it('has a buffer too short for its rows', () => {
    expect(reading(withInt64(file, 4800n, 4792n), 'value')).toBe(
      'E_BUFFER_RANGE p.arrow, batch 0, column "value": expected a data buffer of 4800 bytes for 600 values, got 4792.',
    );
    expect(reading(withInt64(file, 3200n, 8n), 'value')).toBe(
      'E_BUFFER_RANGE p.arrow, batch 1, column "value": expected a data buffer of 3200 bytes for 400 values, got 8.',
    );
  });

  it('has nodes of other lengths than the batch', () => {
    expect(reading(withInt64(file, 1200n, 1199n), 'classes')).toBe(
      'E_METADATA p.arrow, batch 0, column "classes": expected 1200 values, got 1199.',
    );
  });

  it('has batches that overlap, or lie outside the file', () => {
    const [first, second] = openDump(folder.write('p.arrow', file)).batches;
    const position = BigInt(second?.position ?? 0);
    const end = (first?.position ?? 0) + (first?.metadataLength ?? 0) + (first?.bodyLength ?? 0);
    expect(opening(withInt64(file, position, position - 8n, footerStart))).toBe(
      `E_METADATA p.arrow: expected batches that do not overlap, got one from byte ${end - 8} before the end of another ` +
        `at byte ${end}.`,
    );
    expect(opening(withInt64(file, position, 2n ** 40n, footerStart))).toBe(
      `E_METADATA p.arrow, batch 1: expected a batch inside bytes 8 to ${footerStart}, got ` +
        `${second?.metadataLength} + ${second?.bodyLength} bytes from byte 1099511627776.`,
    );
  });

  it('has another body length than the footer', () => {
    const bodyLength = openDump(folder.write('p.arrow', file)).batches.at(0).bodyLength;
    const bytes = withInt64(file, BigInt(bodyLength), BigInt(bodyLength - 8), footerStart);
    expect(reading(bytes, 'value')).toBe(
      `E_METADATA p.arrow, batch 0: expected a body of ${bodyLength - 8} bytes as the footer says, got ${bodyLength}.`,
    );
  });

  it('has a version that this reader does not know', () => {
    expect(opening(schemaMessage({ levels: 1, width: 1 }, MetadataVersion.V3))).toBe(
      'E_METADATA_VERSION p.arrow: expected Arrow metadata V4 or V5, got V3.',
    );
  });

  it('is nested too deep, or more often than its bytes allow', () => {
    expect(openDump(folder.write('p.arrow', schemaMessage({ levels: 64, width: 1 }))).schema.nodeCount).toBe(
      64,
    );
    expect(opening(schemaMessage({ levels: 65, width: 1 }))).toBe(
      'E_METADATA p.arrow: expected nesting of at most 64 levels, got more.',
    );
    expect(opening(schemaMessage({ levels: 60, width: 50 }))).toMatch(
      /^E_METADATA p\.arrow: expected at most \d+ fields, got more\.$/u,
    );
  });
});

describe('ArrowError', () => {
  it('keeps its parts', () => {
    const place = { path: 'part\n07.arrow', batch: 3, column: 'sc\u202Eore' };
    const error = new ArrowError('E_METADATA', place, { expected: 'a', got: 'b\u0000', next: 'Do c.' });
    expect(error).toMatchObject({
      name: 'ArrowError',
      code: 'E_METADATA',
      place: String.raw`part\n07.arrow, batch 3, column "sc\u202eore"`,
      expected: 'a',
      got: String.raw`b\u0000`,
      next: 'Do c.',
      message: String.raw`E_METADATA part\n07.arrow, batch 3, column "sc\u202eore": expected a, got b\u0000. Do c.`,
    });
  });

  it('leaves people’s own letters alone', () => {
    expect(escapeControls('Größe 矢 👩‍🔬 C:\\data')).toBe('Größe 矢 👩‍🔬 C:\\data');
  });
});
