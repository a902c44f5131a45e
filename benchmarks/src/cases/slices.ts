import { evaluate } from 'offmark';
import type { Executor } from 'offmark';
import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import { checkAgreement } from '../jobs.ts';
import type { Values } from '../jobs.ts';
import { measureByTurns } from '../measure.ts';
import type { Contender } from '../measure.ts';
import { atLeast, atMost } from '../row.ts';
import type { Row } from '../row.ts';
import { expectSame, named, offmarkContender, sideOf } from './ours.ts';

/** The mean of each slice, by the slices' keys. */
function slicesContender(name: string, file: string, by: string, executor: Executor): Contender<Values> {
  return {
    name,
    files: [file],
    run: async () => {
      const { result } = await evaluate({ inputs: [file], losses: 'mse', by: [[by]], executor });
      return (result.slices?.[0]?.slices ?? []).map(({ losses }) => losses[0]?.value ?? NaN);
    },
  };
}

/** MSE by 1,000 segments, against DuckDB's GROUP BY and against MSE alone. */
export async function slices(bench: Bench): Promise<readonly Row[]> {
  const dump = { kind: 'sliced', type: 'f32', batchRows: 65_536, seed: 1, format: 'file' } as const;
  const { file } = ensureDump({ ...dump, rows: 5e7 * bench.scale });
  const { two } = bench.pools;
  const rivals = await bench.duckDb.groupedMse(file, 'segment');
  const [oursName, aloneName] = ['offmark by segment, 2 workers', 'offmark, 2 workers'];
  const measured = await measureByTurns(
    [
      slicesContender(oursName, file, 'segment', two),
      offmarkContender(aloneName, file, 'mse', two),
      ...rivals,
    ],
    bench.samples,
  );
  const values = expectSame([named(measured, oursName)]);
  for (const { name, precision } of rivals) {
    for (const theirs of named(measured, name).results) checkAgreement(name, precision, theirs, values);
  }
  const side = (name: string) => sideOf(named(measured, name));
  const [rival = side(aloneName), ...others] = rivals
    .map(({ name }) => side(name))
    .toSorted((a, b) => a.median - b.median);
  const [ours, alone] = [side(oursName), side(aloneName)];
  const rest = { sideUnit: 'ms', ours, triedOnce: {}, values: [values.length] } as const;
  return [
    {
      title: 'MSE f32 by 1,000 segments, 50 M rows, against GROUP BY',
      goal: atLeast(1),
      figure: rival.median / ours.median,
      unit: '×',
      other: rival,
      beside: [alone, ...others],
      ...rest,
    },
    {
      title: 'MSE f32 by 1,000 segments, 50 M rows, against MSE alone',
      goal: atMost(3),
      figure: ours.median / alone.median,
      unit: '×',
      other: alone,
      beside: [rival, ...others],
      ...rest,
    },
  ];
}
