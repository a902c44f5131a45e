import { parseArgs } from 'node:util';
import { evaluate, poolExecutor } from 'offmark';
import type { EvaluateOptions, Report } from 'offmark';
import { ensureDump } from './dumps.ts';
import type { DumpOptions } from './dumps.ts';
import { machineLine } from './machine.ts';
import { measureByTurns, spreadOf, warmPageCache } from './measure.ts';
import type { Contender, Measured } from './measure.ts';
import { mostRows, oneOf, wholeNumber } from './options.ts';
import { lossNames, meanWithApacheArrow, readers } from './rivals/apache-arrow.ts';
import type { LossName } from './rivals/apache-arrow.ts';
import { tableLines } from './table.ts';

/** A loss's mean, and everything else that has to be the same however many threads found it. */
interface Answer {
  readonly value: number;
  readonly result: string | null;
}

const { values } = parseArgs({
  options: {
    losses: { type: 'string', default: lossNames.join(',') },
    samples: { type: 'string', default: '5' },
    rows: { type: 'string', default: '1e7' },
    'class-rows': { type: 'string', default: '2e6' },
    'batch-rows': { type: 'string', default: '65536' },
    seed: { type: 'string', default: '1' },
  },
});
const samples = wholeNumber('samples', values.samples, 1, 1000);
const layout = {
  batchRows: wholeNumber('batch-rows', values['batch-rows'], 0, mostRows),
  seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
  format: 'file',
} as const;
const rows = wholeNumber('rows', values.rows, 1, mostRows);
const classRows = wholeNumber('class-rows', values['class-rows'], 1, mostRows);

const dumpOfLoss: Readonly<Record<LossName, DumpOptions>> = {
  mse: { ...layout, kind: 'regression', type: 'f32', rows },
  bce: { ...layout, kind: 'binary', type: 'u8', rows },
  'sparse-cce': { ...layout, kind: 'classes', type: 'f32', rows: classRows },
};

function answerOf({ result }: Report): Answer {
  return { value: result.losses[0]?.value ?? NaN, result: JSON.stringify(result) };
}

const pools = [poolExecutor(1), poolExecutor(2)];

function contendersFor(file: string, loss: LossName): readonly Contender<Answer>[] {
  const offmark = (name: string, options: Partial<EvaluateOptions>): Contender<Answer> => ({
    name,
    run: async () => answerOf(await evaluate({ inputs: [file], losses: loss, ...options })),
  });
  return [
    ...Object.entries(readers).map(([name, batches]) => ({
      name,
      run: async () => ({ value: await meanWithApacheArrow(batches(file), loss), result: null }),
    })),
    offmark('offmark, this thread', { workers: 1 }),
    ...pools.map((executor) => offmark(`offmark, warm pool of ${executor.threads}`, { executor })),
    offmark('offmark, cold pool of 2', { workers: 2 }),
  ];
}

/** @throws if a run disagrees: to the last bit among ours, to 1e-9 with the rival, whose plain sum drifts */
function checkAgreement(loss: LossName, measured: readonly Measured<Answer>[]): void {
  const answers = measured.flatMap(({ results }) => results);
  const ours = answers.find(({ result }) => result !== null);
  for (const { value, result } of answers) {
    const same =
      result === null
        ? Math.abs(value - (ours?.value ?? NaN)) <= 1e-9 * Math.abs(value)
        : result === ours?.result;
    if (!same) throw new Error(`${loss}: runs disagree: ${result ?? value} and ${ours?.result ?? 'nothing'}`);
  }
}

function linesOf(loss: LossName, size: number, measured: readonly Measured<Answer>[]): readonly string[] {
  const rowCount = dumpOfLoss[loss].rows;
  const rivals = measured.filter(({ name }) => name in readers);
  const rival = Math.min(...rivals.map(({ times }) => spreadOf(times).median));
  const body = measured.map(({ name, times, cpuTimes }) => {
    const { median, least, most } = spreadOf(times);
    return [
      name,
      `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`,
      spreadOf(cpuTimes).median.toFixed(0),
      (rowCount / median / 1e3).toFixed(1),
      (size / median / 1e6).toFixed(2),
      `${(rival / median).toFixed(2)}×`,
    ];
  });
  const value = measured[0]?.results[0]?.value;
  return [
    '',
    `${loss} over ${rowCount} rows = ${value}`,
    ...tableLines([['', 'ms (least–most)', 'CPU ms', 'M rows/s', 'GB/s', 'to the faster rival'], ...body]),
  ];
}

console.log(`${machineLine()}; median of ${samples} by turns, page cache warm`);
try {
  for (const text of values.losses.split(',')) {
    const loss = oneOf('losses', text, lossNames);
    const { file, size } = ensureDump(dumpOfLoss[loss]);
    const measured = await measureByTurns(contendersFor(file, loss), samples, () => warmPageCache(file));
    checkAgreement(loss, measured);
    console.log(linesOf(loss, size, measured).join('\n'));
  }
} finally {
  await Promise.all(pools.map((pool) => pool.close()));
}
