import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import type { DumpOptions } from '../dumps.ts';
import { measureByTurns } from '../measure.ts';
import { atMost } from '../row.ts';
import type { Row } from '../row.ts';
import { expectSame, named, offmarkContender, sideOf } from './ours.ts';

/** Exact sums beside compensated ones, over one file. */
export interface ExactGoals {
  readonly title: string;
  readonly losses: 'mse' | 'mae';
  readonly dump: DumpOptions;
}

/** Exact by turns with Kahan, on one worker, which nobody else's work shifts. */
export async function exactSums(bench: Bench, { title, losses, dump }: ExactGoals): Promise<readonly Row[]> {
  const { file } = ensureDump({ ...dump, rows: dump.rows * bench.scale });
  const contenders = (['exact', 'kahan'] as const).map((sum) =>
    offmarkContender(`--sum ${sum}`, file, losses, bench.pools.one, sum),
  );
  const measured = await measureByTurns(contenders, bench.samples);
  const [exact, kahan] = [named(measured, '--sum exact'), named(measured, '--sum kahan')];
  expectSame([kahan]);
  const [ours, other] = [sideOf(exact), sideOf(kahan)];
  return [
    {
      title,
      goal: atMost(1.3),
      figure: ours.median / other.median,
      unit: '×',
      sideUnit: 'ms',
      ours,
      other,
      beside: [],
      triedOnce: {},
      values: expectSame([exact]),
    },
  ];
}
