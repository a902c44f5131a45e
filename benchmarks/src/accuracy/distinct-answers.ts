import { evaluate } from 'offmark';
import { ensureDump } from '../dumps.ts';
import type { DumpOptions } from '../dumps.ts';
import { DuckDbRival } from '../rivals/duckdb.ts';
import { PolarsRival } from '../rivals/polars.ts';

const runs = 40;
const threads = 4;
export const repeatedDump: DumpOptions = {
  kind: 'regression',
  type: 'f64',
  rows: 1e7,
  batchRows: 65_536,
  seed: 1,
  format: 'file',
};

/** How many different answers one question had over so many runs. */
export interface DistinctAnswers {
  readonly who: string;
  readonly runs: number;
  readonly distinct: number;
  readonly answers: readonly number[];
}

async function ask(who: string, answer: (run: number) => Promise<number>): Promise<DistinctAnswers> {
  const answers = new Set<number>();
  for (let run = 0; run < runs; run++) answers.add(await answer(run));
  return { who, runs, distinct: answers.size, answers: [...answers].slice(0, 5) };
}

/** The mean absolute error of the same rows, asked again and again, of all threads. */
export async function distinctAnswers(): Promise<readonly DistinctAnswers[]> {
  const { file } = ensureDump(repeatedDump);
  const polars = new PolarsRival();
  const duckDb = new DuckDbRival(polars);
  const errors = 'abs(target - prediction)';
  const parquet = await polars.ensureParquet(file);
  await duckDb.ask(`SET threads = ${threads}`);
  const ours = (sum: 'kahan' | 'exact') => async (run: number) => {
    // Other numbers of threads, too: it must not matter.
    const { result } = await evaluate({ inputs: [file], losses: 'mae', sum, workers: 1 + (run % threads) });
    return result.losses[0]?.value ?? NaN;
  };
  return [
    await ask('offmark', ours('kahan')),
    await ask('offmark --sum exact', ours('exact')),
    await ask(`DuckDB avg, ${threads} threads`, () => duckDb.ask(`SELECT avg(${errors}) FROM '${parquet}'`)),
    await ask(`DuckDB favg, ${threads} threads`, () =>
      duckDb.ask(`SELECT favg(${errors}) FROM '${parquet}'`),
    ),
    await ask('Polars mean, in memory', () => polars.meanAbsoluteError(file, false)),
    await ask('Polars mean, streaming', () => polars.meanAbsoluteError(file, true)),
  ];
}
