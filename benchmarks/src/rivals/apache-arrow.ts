import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { RecordBatchReader } from 'apache-arrow';
import type { Data, RecordBatch } from 'apache-arrow';
import type { NumberArray } from '../dump-writer.ts';
import type { Job, JobName, Values } from '../jobs.ts';
import type { Rival, RivalContender } from './rival.ts';

type BatchSums = (target: NumberArray, prediction: NumberArray, rows: number) => readonly number[];

/** One loop per job, so that each stays fast whatever ran before it. Nothing is checked and rows are summed plainly. */
const batchSums: Readonly<Record<JobName, BatchSums>> = {
  mse: (target, prediction, rows) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const error = (prediction[i] ?? NaN) - (target[i] ?? NaN);
      sum += error * error;
    }
    return [sum];
  },
  bce: (target, prediction, rows) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const p = prediction[i] ?? NaN;
      sum -= Math.log(target[i] === 1 ? p : 1 - p);
    }
    return [sum];
  },
  'mse,mae,bce': (target, prediction, rows) => {
    let [squared, absolute, crossEntropy] = [0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const error = Math.abs((prediction[i] ?? NaN) - (target[i] ?? NaN));
      squared += error * error;
      absolute += error;
      crossEntropy -= Math.log(1 - error);
    }
    return [squared, absolute, crossEntropy];
  },
  'sparse-cce': (target, prediction, rows) => {
    const classes = prediction.length / rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum -= Math.log(prediction[i * classes + (target[i] ?? NaN)] ?? NaN);
    return [sum];
  },
  'sparse-cce-logits': (target, prediction, rows) => {
    const classes = prediction.length / rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      let exps = 0;
      for (let j = 0; j < classes; j++) exps += Math.exp(prediction[i * classes + j] ?? NaN);
      sum += Math.log(exps) - (prediction[i * classes + (target[i] ?? NaN)] ?? NaN);
    }
    return [sum];
  },
};

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

const readers: Readonly<Record<string, (file: string) => AsyncGenerator<RecordBatch, void>>> = {
  'over a FileHandle': batchesByHandle,
  'over readFileSync': batchesInMemory,
};

async function meansOf(batches: AsyncIterable<RecordBatch>, losses: JobName): Promise<Values> {
  let sums: readonly number[] = [];
  let rows = 0;
  for await (const batch of batches) {
    const parts = batchSums[losses](valuesOf(batch, 'target'), valuesOf(batch, 'prediction'), batch.numRows);
    sums = parts.map((part, i) => part + (sums[i] ?? 0));
    rows += batch.numRows;
  }
  return sums.map((sum) => sum / rows);
}

/** A loss's mean as one would first write it with apache-arrow: one thread, batch by batch, a sum in a double. */
export const apacheArrowRival: Rival = {
  contenders: ({ losses, file }: Job): Promise<readonly RivalContender[]> =>
    Promise.resolve(
      Object.entries(readers).map(([name, batches]) => ({
        name: `apache-arrow ${name}`,
        precision: 'f64',
        files: [file],
        run: async () => meansOf(batches(file), losses),
      })),
    ),
  release: () => {},
};
