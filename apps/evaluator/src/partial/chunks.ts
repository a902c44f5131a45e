import { chunkRows } from '@offmark/losses';
import type { ScanState } from '../scan-state.ts';
import type { PartialInput, PartialJob } from './partial-state.ts';

/** The chunks of all inputs together. */
export function chunkCount(inputs: readonly Pick<PartialInput, 'rows'>[]): number {
  return inputs.reduce((chunks, { rows }) => chunks + Math.ceil(rows / chunkRows), 0);
}

/** Runs of chunks that no node holds. */
export function missingChunks({ inputs, nodes }: PartialJob): readonly string[] {
  const missing: string[] = [];
  const end = chunkCount(inputs);
  let next = 0;
  for (const { level, index } of [...nodes, { level: 0, index: end }]) {
    const from = index * 2 ** level;
    if (from > next) missing.push(from - next === 1 ? String(next) : `${next} to ${from - 1}`);
    next = from + 2 ** level;
  }
  return missing;
}

/** The rows of chunks [from, to), counted over all inputs. */
export function rowsOfChunks(
  inputs: readonly Pick<PartialInput, 'rows'>[],
  from: number,
  to: number,
): number {
  let [sum, first] = [0, 0];
  for (const { rows } of inputs) {
    const upTo = (chunk: number): number => Math.min(rows, Math.max(0, chunk - first) * chunkRows);
    sum += upTo(to) - upTo(from);
    first += Math.ceil(rows / chunkRows);
  }
  return sum;
}

/** Rows that were read: those left out, and those of any fate under one loss. */
export function rowsRead({ losses, filtered }: ScanState, loss: number): number {
  const state = losses[loss];
  if (state === undefined) return filtered;
  const { used, zeroWeight, null: nulls, nan, infinite, ignored } = state.rows;
  return filtered + used + zeroWeight + nulls + nan + infinite + ignored;
}
