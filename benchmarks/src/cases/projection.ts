import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import { measureByTurns } from '../measure.ts';
import { atMost } from '../row.ts';
import type { Row } from '../row.ts';
import { expectSame, named, offmarkContender, sideOf } from './ours.ts';

/** Two columns of twenty against a file that has those two alone. */
export async function projection(bench: Bench, batchRows: number): Promise<readonly Row[]> {
  const dump = { type: 'f32', rows: 2e7 * bench.scale, batchRows, seed: 1, format: 'file' } as const;
  const [wide, alone] = ['2 columns of 20', 'a file of those 2'];
  const { two } = bench.pools;
  const measured = await measureByTurns(
    [
      offmarkContender(wide, ensureDump({ ...dump, kind: 'wide' }).file, 'mse', two),
      offmarkContender(alone, ensureDump({ ...dump, kind: 'regression' }).file, 'mse', two),
    ],
    bench.samples * 2 + 1,
  );
  const [ours, other] = [sideOf(named(measured, wide)), sideOf(named(measured, alone))];
  return [
    {
      title: `2 of 20 columns, batches of ${batchRows} rows, 20 M rows, MSE`,
      goal: atMost(1.2),
      figure: ours.median / other.median,
      unit: '×',
      sideUnit: 'ms',
      ours,
      other,
      beside: [],
      triedOnce: {},
      values: expectSame(measured),
    },
  ];
}
