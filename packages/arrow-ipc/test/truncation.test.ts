import { Bool, Float64, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { openDump, resolveColumn } from '../src/index.ts';
import { arrowCode } from './support/attempt.ts';
import type { Cell } from './support/chunk-values.ts';
import { concatenated } from './support/bytes.ts';
import { openPipe, readDump, readStream } from './support/read-all.ts';
import { arrowBytes, temporaryFolder, type WrittenColumn } from './support/write-arrow.ts';

const folder = temporaryFolder();
const values = [1, null, 3, 4, 5];
const written: WrittenColumn[] = [
  { name: 'text', type: new Utf8(), cells: ['a', 'b', 'c', 'd', 'e'] },
  { name: 'value', type: new Float64(), cells: values },
  { name: 'flag', type: new Bool(), cells: [true, false, true, null, true] },
];
const stream = arrowBytes('stream', written, [2, 3]);
const file = arrowBytes('file', written, [2, 3]);

interface Outcome {
  readonly code: string | null;
  readonly endedBy?: string | null;
  readonly cells?: readonly Cell[] | undefined;
}

function fromFile(bytes: Uint8Array): Outcome {
  try {
    const dump = openDump(folder.write('cut', bytes));
    const cells = readDump(dump, [resolveColumn(dump.schema, 'value', 'cut')], 10);
    return { code: null, endedBy: dump.endedBy, cells: cells[0] };
  } catch (error) {
    return { code: arrowCode(error) };
  }
}

async function fromPipe(bytes: Uint8Array): Promise<Outcome> {
  try {
    const opened = await openPipe(bytes, 'cut', 64);
    const cells = await readStream(opened, [resolveColumn(opened.schema, 'value', 'cut')]);
    return { code: null, endedBy: opened.endedBy, cells: cells[0] };
  } catch (error) {
    return { code: arrowCode(error) };
  }
}

/** Where a message of the stream ends: only there may it be cut without a trace. */
function messageEnds(): number[] {
  const { batches } = openDump(folder.write('whole', stream));
  const ends = Array.from(
    batches,
    ({ position, metadataLength, bodyLength }) => position + metadataLength + bodyLength,
  );
  return [batches.at(0).position, ...ends];
}

describe('a dump cut at any byte', () => {
  it('is refused, or if it is a stream cut between two messages says so', async () => {
    const ends = messageEnds();
    expect(ends).toHaveLength(3);
    for (let length = 0; length < stream.length; length += 1) {
      const bytes = stream.subarray(0, length);
      const rows = [0, 2, 5][ends.indexOf(length)];
      const expected =
        rows === undefined
          ? { code: 'E_TRUNCATED' }
          : { code: null, endedBy: 'end of file', cells: values.slice(0, rows) };
      expect({ length, ...fromFile(bytes) }).toEqual({ length, ...expected });
      expect({ length, ...(await fromPipe(bytes)) }).toEqual({ length, ...expected });
    }
  });

  it('is refused if it is a file', async () => {
    for (let length = 0; length < file.length; length += 1) {
      const bytes = file.subarray(0, length);
      expect({ length, ...fromFile(bytes) }).toEqual({ length, code: 'E_TRUNCATED' });
      expect((await fromPipe(bytes)).code).not.toBeNull();
    }
  });

  it('is read to its end when it is whole', async () => {
    expect(fromFile(stream)).toEqual({ code: null, endedBy: 'marker', cells: values });
    expect(await fromPipe(stream)).toEqual({ code: null, endedBy: 'marker', cells: values });
    expect(fromFile(file)).toEqual({ code: null, endedBy: 'footer', cells: values });
  });

  it('says how many bytes follow the end marker', () => {
    const dump = openDump(folder.write('two', concatenated(stream, stream)));
    expect(dump.batches.length).toBe(2);
    expect(dump.trailingBytes).toBe(stream.length);
    expect(openDump(folder.write('one', stream)).trailingBytes).toBe(0);
  });
});
