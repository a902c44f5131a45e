import type { Bench } from '../bench.ts';
import { ensureDump } from '../dumps.ts';
import { checkAgreement } from '../jobs.ts';
import type { Job, Values } from '../jobs.ts';
import { measureByTurns, tryEach } from '../measure.ts';
import type { Contender } from '../measure.ts';
import { openReadCeiling } from '../read-ceiling.ts';
import type { RivalContender } from '../rivals/rival.ts';
import { atLeast } from '../row.ts';
import type { Row } from '../row.ts';
import { expectSame, named, offmarkContender, sideOf } from './ours.ts';

/** What a job has to reach. */
export interface JobGoals {
  readonly title: string;
  readonly losses: Job['losses'];
  readonly dump: Job['dump'];
  /** To the fastest rival. */
  readonly ratio: number;
  /** From one worker to two, if that is stated. */
  readonly scaling?: number;
  /** Per cent of the bare reading's speed, if that is stated. */
  readonly ceiling?: number;
}

const oursName = 'offmark, 2 workers';
const oneName = 'offmark, 1 worker';
const readName = 'bare read, 2 threads';

/** Tries all ways of all rivals once. @returns each rival's fastest and what is nearly the fastest of all @throws if one is wrong */
async function bestRivals({ rivals }: Bench, job: Job, ours: Values) {
  const fields: { readonly contender: RivalContender; readonly time: number }[][] = [];
  for (const rival of rivals) {
    const contenders = await rival.contenders(job);
    const tries = await tryEach(contenders);
    const field = contenders.map((contender, i) => ({ contender, time: tries[i]?.time ?? NaN }));
    for (const [i, { name, precision }] of contenders.entries()) {
      checkAgreement(name, precision, tries[i]?.result ?? [], ours);
    }
    if (field.length > 0) fields.push(field.toSorted((a, b) => a.time - b.time));
  }
  const best = Math.min(...fields.map(([first]) => first?.time ?? Infinity));
  const all = fields.flatMap((field) =>
    field.map((one, i) => ({ ...one, kept: one.time <= (i === 0 ? 8 : 1.3) * best })),
  );
  return {
    kept: all.filter(({ kept }) => kept).map(({ contender }) => contender),
    triedOnce: Object.fromEntries(
      all.filter(({ kept }) => !kept).map(({ contender, time }) => [contender.name, time]),
    ) as Readonly<Record<string, number>>,
  };
}

/** Ours by turns with the fastest rivals, one worker and the bare reading of the columns. */
export async function againstRivals(bench: Bench, goals: JobGoals): Promise<readonly Row[]> {
  const { title, losses, ratio, scaling, ceiling } = goals;
  const dump = { ...goals.dump, rows: goals.dump.rows * bench.scale };
  const { file } = ensureDump(dump);
  const { one, two } = bench.pools;
  const ours = [offmarkContender(oursName, file, losses, two), offmarkContender(oneName, file, losses, one)];
  const values = await (ours[0] as Contender<Values>).run();
  const reading = openReadCeiling(file, 2);
  const read: Contender<Values> = {
    name: readName,
    files: [file],
    run: async () => {
      await reading.read();
      return [];
    },
  };
  try {
    const { kept, triedOnce } = await bestRivals(bench, { losses, dump, file }, values);
    const measured = await measureByTurns([...ours, ...kept, read], bench.samples);
    expectSame([
      named(measured, oursName),
      named(measured, oneName),
      { ...named(measured, oneName), results: [values] },
    ]);
    const sides = measured.map(sideOf);
    const side = (name: string) => sideOf(named(measured, name));
    const [rival = side(readName)] = kept
      .map(({ name }) => side(name))
      .toSorted((a, b) => a.median - b.median);
    const row = (what: string, goal: number, figure: number, unit: Row['unit'], other: string): Row => ({
      title: what,
      goal: atLeast(goal),
      figure,
      unit,
      sideUnit: 'ms',
      ours: side(oursName),
      other: side(other),
      beside: sides.filter(({ name }) => name !== oursName && name !== other),
      triedOnce,
      values,
    });
    const { median } = side(oursName);
    return [
      row(title, ratio, rival.median / median, '×', rival.name),
      ...(scaling === undefined
        ? []
        : [row(`${title}: 1 → 2 workers`, scaling, side(oneName).median / median, '×', oneName)]),
      ...(ceiling === undefined
        ? []
        : [
            row(`${title}: of the bare read`, ceiling, (side(readName).median / median) * 100, '%', readName),
          ]),
    ];
  } finally {
    await reading.close();
    for (const rival of bench.rivals) rival.release();
  }
}
