import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mse } from '@offmark/losses';
import { evaluate } from 'offmark';
import { offmark } from './support/command.ts';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const frameMagic = Buffer.from([0x04, 0x22, 0x4d, 0x18]);
const rows = 200_000;
const target = Float64Array.from({ length: rows }, (_, row) => (row % 331) / 8);
const prediction = Float32Array.from({ length: rows }, (_, row) => (row % 97) / 4);
const beside = Float64Array.from({ length: rows }, () => 0.5);
const columns = { target: numbers(target), beside: numbers(beside), prediction: numbers(prediction) };

/** Small batches, some that end in the midst of chunks, and one of all rows. */
const files = [7000, 65_536, 65_537, 90_000, rows].flatMap((batchRows) =>
  (['file', 'stream'] as const).map((format) => {
    const name = `${batchRows}.${format === 'file' ? 'arrow' : 'arrows'}`;
    return writeDump(path.join(folder, name), columns, rows, { format, batchRows, isCompressed: true });
  }),
);

describe('compressed dumps', () => {
  it('give the same bytes with 1, 2 and 7 workers, on files, streams and pipes, in batches of any size', async () => {
    const results = new Set<string>();
    for (const file of files) {
      for (const workers of [1, 2, 7]) {
        const { result } = await evaluate({ inputs: [file], losses: 'mse', workers });
        results.add(JSON.stringify(result));
      }
    }
    for (const piped of files.filter((file) => file.endsWith('.arrows'))) {
      const stdin = createReadStream(piped);
      const { result } = await evaluate({ inputs: ['-'], losses: 'mse', workers: 2, stdin });
      results.add(JSON.stringify(result));
    }
    const plain = writeDump(path.join(folder, 'plain.arrow'), columns, rows);
    results.add(JSON.stringify((await evaluate({ inputs: [plain], losses: 'mse' })).result));
    expect(results.size).toBe(1);
    const [result = ''] = results;
    expect(JSON.parse(result).losses[0].value).toBe(mse.mean(target, prediction));
  }, 60_000);

  it('come through the pipe of another process', async () => {
    const stdin = readFileSync(path.join(folder, '90000.arrows'));
    const outcome = await offmark(['eval', '-', '--loss', 'mse', '--format', 'json'], { stdin });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout).result.losses[0].value).toBe(mse.mean(target, prediction));
  });

  it('are refused in one line where they are broken', async () => {
    const [first = ''] = files;
    const bytes = readFileSync(first);
    // In the frame of the first batch's prediction, behind its header.
    let frame = -1;
    for (let found = 0; found < 3; found++) frame = bytes.indexOf(frameMagic, frame + 1);
    bytes.writeUInt32LE(70_000, frame + 7);
    const broken = path.join(folder, 'broken.arrow');
    writeFileSync(broken, bytes);
    for (const workers of ['1', '2']) {
      const outcome = await offmark(['eval', 'broken.arrow', '--loss', 'mse', '--workers', workers], {
        cwd: folder,
      });
      expect(outcome).toEqual({
        code: 3,
        stdout: '',
        stderr:
          'E_COMPRESSION broken.arrow, batch 0, column "prediction": expected an LZ4 block of at most 65536 bytes, got 70000.\n',
      });
    }
    // Columns that nobody asks for are not decoded.
    const options = { columns: { target: 'target', prediction: 'beside' }, losses: 'mse' };
    const report = await evaluate({ inputs: [broken], ...options });
    expect(report.result.losses[0]?.value).toBe(mse.mean(target, beside));
  });
});
