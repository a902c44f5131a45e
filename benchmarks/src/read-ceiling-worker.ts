import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadingPlan } from './read-ceiling.ts';

const { file, pieces, next } = workerData as ReadingPlan;
const lengths = pieces.filter((_, i) => i % 2 === 1);
const buffer = new Uint8Array(lengths.reduce((most, length) => Math.max(most, length), 0));

/** As many pieces at a time as make a task of ours. */
const step = 32;

parentPort?.on('message', () => {
  const fd = openSync(file, 'r');
  const count = pieces.length / 2;
  for (let first = Atomics.add(next, 0, step); first < count; first = Atomics.add(next, 0, step)) {
    for (let i = first; i < Math.min(count, first + step); i++) {
      readSync(fd, buffer, 0, pieces[2 * i + 1] ?? 0, pieces[2 * i] ?? 0);
    }
  }
  closeSync(fd);
  parentPort?.postMessage('done');
});
