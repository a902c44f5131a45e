import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import type { DumpOptions } from '../dumps.ts';
import { checkAgreement } from '../jobs.ts';
import { measureByTurns, tryEach } from '../measure.ts';
import type { Codec } from '../rivals/polars.ts';
import { atLeast } from '../row.ts';
import type { Row } from '../row.ts';
import { expectSame, named, offmarkContender, sideOf } from './ours.ts';

export interface CompressedGoals {
  readonly title: string;
  readonly codec: Codec;
  readonly dump: DumpOptions;
  /** All rows in one batch, as Polars writes a frame that it computed. */
  readonly isOneBatch?: boolean;
}

/** Polars' ways that are measured beside ours: those that were the fastest when each was tried once. */
const mostRivals = 2;

/** MSE over a dump that Polars compressed, by ours and by Polars itself. */
export async function compressed(
  bench: Bench,
  { title, codec, isOneBatch = false, ...goals }: CompressedGoals,
): Promise<readonly Row[]> {
  const dump = { ...goals.dump, rows: goals.dump.rows * bench.scale };
  const file = await bench.polars.ensureCompressed(ensureDump(dump).file, codec, isOneBatch);
  const losses = 'mse';
  const [oursName, oneName] = ['offmark, 2 workers', 'offmark, 1 worker'];
  const { one, two } = bench.pools;
  const ours = [offmarkContender(oursName, file, losses, two), offmarkContender(oneName, file, losses, one)];
  const rivals = await bench.polars.contenders({ losses, dump, file });
  const tries = await tryEach(rivals);
  const field = rivals
    .map((rival, i) => ({ rival, time: tries[i]?.time ?? NaN }))
    .toSorted((a, b) => a.time - b.time)
    .slice(0, mostRivals)
    .map(({ rival }) => rival);
  const measured = await measureByTurns([...ours, ...field], bench.samples);
  const values = expectSame([named(measured, oursName), named(measured, oneName)]);
  for (const { name, precision } of field) {
    for (const theirs of named(measured, name).results) checkAgreement(name, precision, theirs, values);
  }
  const sides = measured.map(sideOf);
  const ourSide = sideOf(named(measured, oursName));
  const [other = ourSide] = sides
    .filter(({ name }) => name.startsWith('Polars'))
    .toSorted((a, b) => a.median - b.median);
  return [
    {
      title,
      goal: atLeast(1),
      figure: other.median / ourSide.median,
      unit: '×',
      sideUnit: 'ms',
      ours: ourSide,
      other,
      beside: sides.filter(({ name }) => name !== oursName && name !== other.name),
      triedOnce: {},
      values,
    },
  ];
}
