import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import { checkAgreement } from '../jobs.ts';
import type { Values } from '../jobs.ts';
import { measureByTurns } from '../measure.ts';
import type { Contender } from '../measure.ts';
import { command, runNode } from '../process-timing.ts';
import { duckDbProgram } from '../rivals/duckdb.ts';
import { rivalsFolder } from '../rivals/packages.ts';
import { atLeast, atMost } from '../row.ts';
import type { Row } from '../row.ts';
import { named, sideOf } from './ours.ts';

const dump = { kind: 'regression', type: 'f32', batchRows: 65_536, seed: 1, format: 'file' } as const;

function commandContender(name: string, file: string, ...flags: readonly string[]): Contender<Values> {
  return {
    name,
    files: [file],
    run: async () => {
      const args = [command, 'eval', file, '--loss', 'mse', '--format', 'json', ...flags];
      const { output } = await runNode(args);
      const { result } = JSON.parse(output) as { result: { losses: { value: number }[] } };
      return result.losses.map(({ value }) => value);
    },
  };
}

/** From nothing to an answer on stdout, of the command and of the shortest program with DuckDB. */
export async function coldStart(bench: Bench): Promise<readonly Row[]> {
  const { file } = ensureDump({ ...dump, rows: 5e7 * bench.scale });
  const parquet = await bench.polars.ensureParquet(file);
  const [oursName, rivalName] = ['offmark eval', 'node and DuckDB'];
  const rival: Contender<Values> = {
    name: rivalName,
    files: [parquet],
    run: async () => [Number((await runNode(['-e', duckDbProgram(parquet)], { cwd: rivalsFolder })).output)],
  };
  const measured = await measureByTurns(
    [
      commandContender(oursName, file),
      commandContender('offmark eval --workers 1', file, '--workers', '1'),
      commandContender('offmark eval --workers 2', file, '--workers', '2'),
      rival,
    ],
    bench.samples,
  );
  const [ours, other] = [named(measured, oursName), named(measured, rivalName)];
  const [values = []] = ours.results;
  for (const theirs of other.results) checkAgreement(rivalName, 'f32', theirs, values);
  const [ourSide, otherSide] = [sideOf(ours), sideOf(other)];
  return [
    {
      title: 'Whole process, cold: MSE f32, 50 M rows',
      goal: atLeast(2.5),
      figure: otherSide.median / ourSide.median,
      unit: '×',
      sideUnit: 'ms',
      ours: ourSide,
      other: otherSide,
      beside: measured.filter((one) => one !== ours && one !== other).map(sideOf),
      triedOnce: {},
      values,
    },
  ];
}

/** What a tiny job adds to the start of node. */
export async function tinyJob(bench: Bench): Promise<readonly Row[]> {
  const { file } = ensureDump({ ...dump, rows: 1000 });
  const nothing: Contender<Values> = {
    name: 'node -e 0',
    files: [],
    run: async () => {
      await runNode(['-e', '0']);
      return [];
    },
  };
  const measured = await measureByTurns(
    [commandContender('offmark eval', file), nothing],
    bench.samples * 2 + 1,
  );
  const [ours, other] = [named(measured, 'offmark eval'), named(measured, nothing.name)];
  return [
    {
      title: 'Whole process: MSE f32, 1,000 rows',
      goal: atMost(1.5),
      figure: sideOf(ours).median / sideOf(other).median,
      unit: '×',
      sideUnit: 'ms',
      ours: sideOf(ours),
      other: sideOf(other),
      beside: [],
      triedOnce: {},
      values: ours.results[0] ?? [],
    },
  ];
}
