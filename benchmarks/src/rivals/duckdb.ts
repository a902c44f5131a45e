import { classCount } from '../dump-columns.ts';
import type { Job, JobName, Precision, Values } from '../jobs.ts';
import { loadRival } from './packages.ts';
import type { PolarsRival } from './polars.ts';
import type { Rival, RivalContender } from './rival.ts';

/** What is used of @duckdb/node-api. */
interface Connection {
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>;
}

interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
}

interface Query {
  /** Columns to select; shown to people. */
  readonly select: string;
  /** A row's error `e`, if the columns use it. */
  readonly e?: string;
  readonly precision: Precision;
}

const columns = Array.from({ length: classCount }, (_, j) => `p_${j}`);
const picked = `CASE target ${columns.map((p, j) => `WHEN ${j} THEN ${p}`).join(' ')} END`;
const sumOfExps = columns.map((p) => `exp(${p})`).join(' + ');
const greatest = `greatest(${columns.join(', ')})`;
const sumOfSafeExps = columns.map((p) => `exp(${p} - m)`).join(' + ');

/**
 * The texts of each job, of which the fastest counts: the text moves DuckDB's time by a half and more. `FLOAT`
 * arithmetic is the faster, `ln` and `exp` are `DOUBLE` always, and all averages.
 */
const queries: Readonly<Record<JobName, readonly Query[]>> = {
  mse: [
    { select: 'avg((target - prediction) * (target - prediction))', precision: 'f32' },
    { select: 'avg(e * e)', e: 'target - prediction', precision: 'f32' },
    { select: 'sum(e * e) / count(*)', e: 'target - prediction', precision: 'f32' },
    { select: 'avg((target - prediction) ** 2)', precision: 'f32' },
    { select: 'avg(e * e)', e: 'target::DOUBLE - prediction', precision: 'f64' },
  ],
  bce: [
    { select: '-avg(ln(abs(1 - target - prediction)))', precision: 'f64' },
    { select: '-avg(ln(abs(1 - target - prediction::DOUBLE)))', precision: 'f64' },
    { select: '-avg(ln(CASE WHEN target = 1 THEN prediction ELSE 1 - prediction END))', precision: 'f64' },
    { select: '-avg(if(target = 1, ln(prediction), ln(1 - prediction)))', precision: 'f64' },
    {
      select: '-avg(target * ln(prediction) + (1 - target) * ln(1 - prediction))',
      precision: 'f64',
    },
  ],
  'mse,mae,bce': [
    { select: 'avg(e * e), avg(abs(e)), -avg(ln(1 - abs(e)))', e: 'target - prediction', precision: 'f32' },
    {
      select: 'avg(e * e), avg(e), -avg(ln(1 - e))',
      e: 'abs(target - prediction)',
      precision: 'f32',
    },
    {
      select: 'avg(e * e), avg(abs(e)), -avg(ln(abs(1 - target - prediction)))',
      e: 'target - prediction',
      precision: 'f32',
    },
    {
      select: 'avg(e * e), avg(e), -avg(ln(1 - e))',
      e: 'abs(target::DOUBLE - prediction)',
      precision: 'f64',
    },
  ],
  'sparse-cce': [
    { select: `-avg(ln(${picked}))`, precision: 'f64' },
    { select: '-avg(ln(prediction[target + 1]))', precision: 'f64' },
    { select: '-avg(ln(list_extract(prediction, target + 1)))', precision: 'f64' },
  ],
  'sparse-cce-logits': [
    { select: `avg(ln(${sumOfExps}) - ${picked})`, precision: 'f64' },
    { select: `avg(ln(${sumOfSafeExps}) + m - ${picked})`, precision: 'f32' },
    {
      select: 'avg(ln(list_sum(list_transform(prediction, lambda x: exp(x)))) - prediction[target + 1])',
      precision: 'f64',
    },
  ],
};

const isWide = ({ select }: Query): boolean => select.includes('p_0');

function sqlOf({ select, e }: Query, parquet: string): string {
  const from = `'${parquet.replaceAll("'", "''")}'`;
  if (select.includes('- m)')) return `SELECT ${select} FROM (SELECT *, ${greatest} AS m FROM ${from})`;
  if (e === undefined) return `SELECT ${select} FROM ${from}`;
  return `SELECT ${select} FROM (SELECT target, prediction, ${e} AS e FROM ${from})`;
}

function nameOf({ select, e }: Query): string {
  const short = select.replace(picked, 'p_[target]').replace(sumOfExps, 'exp(p_0) + …');
  const text = short.replace(sumOfSafeExps, 'exp(p_0 - m) + …');
  return `DuckDB: ${text}${e === undefined ? '' : `, e = ${e}`}`;
}

/** DuckDB over uncompressed Parquet of the same rows. */
export class DuckDbRival implements Rival {
  readonly #polars: PolarsRival;
  #connection: Connection | undefined;

  constructor(polars: PolarsRival) {
    this.#polars = polars;
  }

  async contenders({ losses, file }: Job): Promise<readonly RivalContender[]> {
    const connection = await this.#connect();
    const parquet = await this.#polars.ensureParquet(file);
    const wideParquet = queries[losses].some(isWide) ? await this.#polars.ensureWideParquet(file) : parquet;
    return queries[losses].map((query) => {
      const source = isWide(query) ? wideParquet : parquet;
      const sql = sqlOf(query, source);
      return {
        name: nameOf(query),
        precision: query.precision,
        files: [source],
        run: async (): Promise<Values> =>
          ((await connection.runAndReadAll(sql)).getRows()[0] ?? []).map(Number),
      };
    });
  }

  /** The mean squared error of each group, by the groups' keys. */
  async groupedMse(file: string, by: string): Promise<readonly RivalContender[]> {
    const connection = await this.#connect();
    const parquet = await this.#polars.ensureParquet(file);
    const from = `'${parquet.replaceAll("'", "''")}'`;
    const errors = [
      { e: 'target - prediction', precision: 'f32' },
      { e: 'target::DOUBLE - prediction', precision: 'f64' },
    ] as const;
    return errors.map(({ e, precision }) => ({
      name: `DuckDB: avg(e * e), e = ${e}, GROUP BY ${by}`,
      precision,
      files: [parquet],
      run: async (): Promise<Values> => {
        const rows = `(SELECT ${by}, ${e} AS e FROM ${from})`;
        const sql = `SELECT avg(e * e) FROM ${rows} GROUP BY ${by} ORDER BY ${by}`;
        return (await connection.runAndReadAll(sql)).getRows().map(([value]) => Number(value));
      },
    }));
  }

  release(): void {}

  /** The first cell of a query's answer. */
  async ask(sql: string): Promise<number> {
    const answer = await (await this.#connect()).runAndReadAll(sql);
    return Number(answer.getRows()[0]?.[0]);
  }

  async #connect(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    const { DuckDBInstance } = loadRival('@duckdb/node-api') as DuckDb;
    this.#connection = await (await DuckDBInstance.create(':memory:')).connect();
    // Footers are read once, as they would be in a session.
    await this.#connection.runAndReadAll('SET parquet_metadata_cache = true');
    return this.#connection;
  }
}

/** A program for `node -e` in the rivals' folder: the shortest way to one answer of DuckDB's. */
export function duckDbProgram(parquet: string): string {
  const sql = sqlOf(queries.mse[0] as Query, parquet);
  return `require('@duckdb/node-api').DuckDBInstance.create(':memory:').then((i) => i.connect())
    .then((c) => c.runAndReadAll(${JSON.stringify(sql)})).then((r) => console.log(r.getRows()[0][0]))`;
}
