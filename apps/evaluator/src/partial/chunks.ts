import { chunkRows } from '@offmark/losses';
import type { LossState } from '@offmark/losses';
import type { PartialInput, PartialJob } from './partial-state.ts';
import { chunksOfShard } from './shard.ts';
import type { ChunkRange, Shard } from './shard.ts';

/** The chunks of all inputs together. */
export function chunkCount(inputs: readonly Pick<PartialInput, 'rows'>[]): number {
  return inputs.reduce((chunks, { rows }) => chunks + Math.ceil(rows / chunkRows), 0);
}

/** Runs of chunks that no node holds. */
export function missingChunks({ inputs, nodes }: PartialJob): readonly ChunkRange[] {
  const missing: ChunkRange[] = [];
  const end = chunkCount(inputs);
  let next = 0;
  for (const { level, index } of [...nodes, { level: 0, index: end }]) {
    const from = index * 2 ** level;
    if (from > next) missing.push({ from: next, to: from });
    next = from + 2 ** level;
  }
  return missing;
}

/** The job with the shards that it is made of, while chunks are missing. */
export function ofShards({ inputs, nodes }: PartialJob, shards: readonly Shard[]): PartialJob {
  const job = { inputs, nodes };
  return shards.length === 0 || missingChunks(job).length === 0 ? job : { ...job, shards };
}

/** The shards of both; none if they are parts of different sizes. */
export function mergeShards(a: readonly Shard[] = [], b: readonly Shard[] = []): readonly Shard[] {
  const byIndex = new Map([...a, ...b].map((shard) => [shard.index, shard]));
  const counts = new Set([...a, ...b].map(({ count }) => count));
  return counts.size > 1 ? [] : [...byIndex.values()].toSorted((one, other) => one.index - other.index);
}

/** The shards that missing chunks are of; none if it is not known how the chunks were divided. */
export function missingShards(job: PartialJob): readonly Shard[] {
  const { inputs, shards = [] } = job;
  const count = shards[0]?.count ?? 0;
  const missing = missingChunks(job);
  const chunks = chunkCount(inputs);
  const found = new Set(shards.map(({ index }) => index));
  return Array.from({ length: count }, (_, i) => ({ index: i + 1, count })).filter((shard) => {
    const { from, to } = chunksOfShard(shard, chunks);
    return !found.has(shard.index) && missing.some((gap) => gap.from < to && from < gap.to);
  });
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

/** Rows that were read: those left out, and those of any fate under a loss. */
export function rowsRead({ rows }: LossState, filtered: number): number {
  const { used, zeroWeight, null: nulls, nan, infinite, ignored } = rows;
  return filtered + used + zeroWeight + nulls + nan + infinite + ignored;
}
