import { poolExecutor } from 'offmark';
import type { Executor } from 'offmark';
import { apacheArrowRival } from './rivals/apache-arrow.ts';
import { DuckDbRival } from './rivals/duckdb.ts';
import { NumpyRival } from './rivals/numpy.ts';
import { PolarsRival } from './rivals/polars.ts';
import type { Rival } from './rivals/rival.ts';

/** What all cases share. */
export interface Bench {
  readonly samples: number;
  /** Of the rows that a case is stated for. */
  readonly scale: number;
  /** Warm pools of one and of two threads. */
  readonly pools: { readonly one: Executor; readonly two: Executor };
  readonly polars: PolarsRival;
  readonly duckDb: DuckDbRival;
  readonly rivals: readonly Rival[];
}

export function openBench(options: Pick<Bench, 'samples' | 'scale'>): Bench {
  const polars = new PolarsRival();
  const duckDb = new DuckDbRival(polars);
  return {
    ...options,
    pools: { one: poolExecutor(1), two: poolExecutor(2) },
    polars,
    duckDb,
    rivals: [duckDb, polars, new NumpyRival(), apacheArrowRival],
  };
}

export async function closeBench({ pools, rivals }: Bench): Promise<void> {
  for (const rival of rivals) rival.release();
  await Promise.all([pools.one.close(), pools.two.close()]);
}
