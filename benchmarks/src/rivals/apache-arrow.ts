import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { RecordBatchReader } from 'apache-arrow';
import type { Data, RecordBatch } from 'apache-arrow';
import type { NumberArray } from '../dump-writer.ts';

/** One loop per loss, so that each stays fast whatever ran before it. Nothing is checked and rows are summed plainly. */
const batchSums = {
  mse: (target: NumberArray, prediction: NumberArray, rows: number): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const error = (prediction[i] ?? NaN) - (target[i] ?? NaN);
      sum += error * error;
    }
    return sum;
  },
  bce: (target: NumberArray, prediction: NumberArray, rows: number): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const p = prediction[i] ?? NaN;
      sum -= Math.log(target[i] === 1 ? p : 1 - p);
    }
    return sum;
  },
  'sparse-cce': (target: NumberArray, prediction: NumberArray, rows: number): number => {
    const classes = prediction.length / rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum -= Math.log(prediction[i * classes + (target[i] ?? NaN)] ?? NaN);
    return sum;
  },
} as const;

export type LossName = keyof typeof batchSums;
export const lossNames: readonly LossName[] = ['mse', 'bce', 'sparse-cce'];

function valuesOf(batch: RecordBatch, name: string): NumberArray {
  const column: Data | undefined = batch.getChild(name)?.data[0];
  const data = column?.children[0] ?? column;
  if (data === undefined) throw new Error(`no column ${name}`);
  return (data.values as NumberArray).subarray(0, data.length);
}

/** The two fast ways in: batch by batch, or the whole file in memory first. Which one wins depends on the file. */
async function* batchesByHandle(file: string): AsyncGenerator<RecordBatch, void> {
  const handle = await open(file);
  try {
    yield* await RecordBatchReader.from(handle);
  } finally {
    await handle.close();
  }
}

async function* batchesInMemory(file: string): AsyncGenerator<RecordBatch, void> {
  yield* RecordBatchReader.from(readFileSync(file));
}

export const readers: Readonly<Record<string, (file: string) => AsyncGenerator<RecordBatch, void>>> = {
  'apache-arrow over a FileHandle': batchesByHandle,
  'apache-arrow over readFileSync': batchesInMemory,
};

/** A loss's mean as one would first write it with apache-arrow: one thread, batch by batch, a sum in a double. */
export async function meanWithApacheArrow(
  batches: AsyncIterable<RecordBatch>,
  loss: LossName,
): Promise<number> {
  const batchSum = batchSums[loss];
  let sum = 0;
  let rows = 0;
  for await (const batch of batches) {
    sum += batchSum(valuesOf(batch, 'target'), valuesOf(batch, 'prediction'), batch.numRows);
    rows += batch.numRows;
  }
  return sum / rows;
}
