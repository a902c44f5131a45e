import { argumentError } from '../errors.ts';

/** A part of a job: number `index`, from 1, of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Chunks [from, to), counted over all inputs. */
export interface ChunkRange {
  readonly from: number;
  readonly to: number;
}

const mostShards = 1_000_000;

export function isShard({ index, count }: Shard): boolean {
  const whole = Number.isInteger(index) && Number.isInteger(count);
  return whole && index >= 1 && index <= count && count <= mostShards;
}

/**
 * Reads `3/16`.
 * @throws E_ARGUMENT
 */
export function parseShard(text: string): Shard {
  const [, index = NaN, count = NaN] = (/^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? []).map(Number);
  if (isShard({ index, count })) return { index, count };
  throw argumentError('E_ARGUMENT', {
    place: '--shard',
    expected: `a shard and their number, like 3/16, at most ${mostShards}`,
    got: text,
  });
}

/** The chunks of a shard: whole, contiguous, and as evenly spread as can be. A function of the number of chunks alone. */
export function chunksOfShard({ index, count }: Shard, chunks: number): ChunkRange {
  const upTo = (shards: number): number => Number((BigInt(chunks) * BigInt(shards)) / BigInt(count));
  return { from: upTo(index - 1), to: upTo(index) };
}
