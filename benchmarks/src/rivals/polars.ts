import { existsSync, renameSync } from 'node:fs';
import type { Job, JobName, Precision, Values } from '../jobs.ts';
import { classCount } from '../dump-columns.ts';
import { loadRival } from './packages.ts';
import type { Rival, RivalContender } from './rival.ts';

/** What is used of nodejs-polars. */
interface Expression {
  readonly lst: { get(index: Expression | number): Expression };
  abs(): Expression;
  add(other: Expression | number): Expression;
  alias(name: string): Expression;
  cast(type: unknown): Expression;
  exp(): Expression;
  log(): Expression;
  mean(): Expression;
  mul(other: Expression | number): Expression;
  pow(exponent: number): Expression;
  sub(other: Expression | number): Expression;
}

interface Frame {
  row(index: number): readonly number[];
  rechunk(): Frame;
  writeIPC(path: string, options: { readonly compression: Codec }): void;
}

export type Codec = 'lz4' | 'zstd';

interface LazyFrame {
  select(...columns: readonly Expression[]): LazyFrame;
  sinkParquet(path: string, options: { readonly compression: 'uncompressed' }): LazyFrame;
  collect(options: { readonly streaming: boolean }): Promise<Frame>;
}

interface Polars {
  readonly Float32: unknown;
  readonly Float64: unknown;
  List(item: unknown): unknown;
  col(name: string): Expression;
  lit(value: number): Expression;
  scanIPC(path: string): LazyFrame;
}

interface Query {
  readonly text: string;
  readonly precision: Precision;
  readonly columns: readonly Expression[];
}

function query(precision: Precision, text: string, ...columns: readonly Expression[]): Query {
  return { text, precision, columns: columns.map((column, i) => column.mean().alias(`value_${i}`)) };
}

const minusLog = (probability: Expression): Expression => probability.log().mul(-1);

/** The queries of each job, with what people would read of them. */
function queriesOf(pl: Polars): Readonly<Record<JobName, readonly Query[]>> {
  const [t, p] = [pl.col('target'), pl.col('prediction')];
  const e = t.sub(p);
  const wideE = t.cast(pl.Float64).sub(p);
  const list = p.cast(pl.List(pl.Float32));
  const sumOfExps = Array.from({ length: classCount }, (_, j) => list.lst.get(j).exp()).reduce(
    (left, right) => left.add(right),
  );
  const likelihood = (error: Expression): Expression => pl.lit(1).sub(error.abs());
  return {
    mse: [
      query('f32', '(t - p)², f32', e.mul(e)),
      query('f32', '(t - p).pow(2), f32', e.pow(2)),
      query('f64', '(t - p)², f64', wideE.mul(wideE)),
    ],
    bce: [
      query('f32', 'ln |1 - t - p|, f32', minusLog(pl.lit(1).sub(t).cast(pl.Float32).sub(p).abs())),
      query('f64', 'ln |1 - t - p|, f64', minusLog(pl.lit(1).cast(pl.Float64).sub(t).sub(p).abs())),
    ],
    'mse,mae,bce': [
      query('f32', 'e², |e|, ln(1 - |e|), f32', e.mul(e), e.abs(), minusLog(likelihood(e))),
      query('f64', 'e², |e|, ln(1 - |e|), f64', wideE.mul(wideE), wideE.abs(), minusLog(likelihood(wideE))),
    ],
    'sparse-cce': [query('f32', 'ln p.get(t), f32', minusLog(list.lst.get(t)))],
    'sparse-cce-logits': [
      query('f32', 'ln Σ exp p.get(j) - p.get(t), f32', sumOfExps.log().sub(list.lst.get(t))),
    ],
  };
}

/** Polars scanning the same Arrow file, and what writes Parquet from it. */
export class PolarsRival implements Rival {
  readonly #pl = loadRival('nodejs-polars') as Polars;

  contenders({ losses, file }: Job): Promise<readonly RivalContender[]> {
    const contender = ({ text, precision, columns }: Query, streaming: boolean): RivalContender => ({
      name: `Polars ${streaming ? 'streaming' : 'in memory'}: ${text}`,
      precision,
      files: [file],
      run: async (): Promise<Values> => {
        const scan = this.#pl.scanIPC(file).select(...columns);
        return (await scan.collect({ streaming })).row(0);
      },
    });
    const queries = queriesOf(this.#pl)[losses];
    return Promise.resolve(queries.flatMap((query) => [contender(query, true), contender(query, false)]));
  }

  async meanAbsoluteError(file: string, streaming: boolean): Promise<number> {
    const error = this.#pl.col('target').sub(this.#pl.col('prediction'));
    const scan = this.#pl.scanIPC(file).select(error.abs().mean().alias('mae'));
    return (await scan.collect({ streaming })).row(0)[0] ?? NaN;
  }

  release(): void {}

  /** The dump's rows in batches as they are, or in one, compressed by Polars; written unless they are there. @returns its path */
  async ensureCompressed(file: string, codec: Codec, isOneBatch = false): Promise<string> {
    const compressed = file.replace(/\.arrow$/, `${isOneBatch ? '-one-batch' : ''}-${codec}.arrow`);
    if (existsSync(compressed)) return compressed;
    const frame = await this.#pl.scanIPC(file).collect({ streaming: false });
    (isOneBatch ? frame.rechunk() : frame).writeIPC(`${compressed}.partial`, { compression: codec });
    renameSync(`${compressed}.partial`, compressed);
    return compressed;
  }

  /** The dump's rows as uncompressed Parquet beside it; written unless it is there. @returns its path */
  async ensureParquet(file: string): Promise<string> {
    return this.#ensure(file.replace(/\.arrow$/, '.parquet'), this.#pl.scanIPC(file));
  }

  /** The same with a column p_0, p_1 … per class, which DuckDB reads faster than lists. */
  async ensureWideParquet(file: string): Promise<string> {
    const pl = this.#pl;
    const list = pl.col('prediction').cast(pl.List(pl.Float32));
    const classes = Array.from({ length: classCount }, (_, j) => list.lst.get(j).alias(`p_${j}`));
    const frame = pl.scanIPC(file).select(pl.col('target'), ...classes);
    return this.#ensure(file.replace(/\.arrow$/, '-wide.parquet'), frame);
  }

  async #ensure(parquet: string, frame: LazyFrame): Promise<string> {
    if (existsSync(parquet)) return parquet;
    await frame
      .sinkParquet(`${parquet}.partial`, { compression: 'uncompressed' })
      .collect({ streaming: true });
    renameSync(`${parquet}.partial`, parquet);
    return parquet;
  }
}
