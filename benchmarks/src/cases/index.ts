import type { Bench } from '../bench.ts';
import type { Row } from '../row.ts';
import { againstRivals } from './against-rivals.ts';
import type { JobGoals } from './against-rivals.ts';
import { compressed } from './compressed.ts';
import type { CompressedGoals } from './compressed.ts';
import { exactSums } from './exact-sums.ts';
import { peakMemory } from './peak-memory.ts';
import { projection } from './projection.ts';
import { slices } from './slices.ts';
import { coldStart, tinyJob } from './whole-process.ts';

type Case = (bench: Bench) => Promise<readonly Row[]>;

const layout = { batchRows: 65_536, seed: 1, format: 'file' } as const;

const job =
  (goals: JobGoals): Case =>
  async (bench) =>
    againstRivals(bench, goals);

const compressedJob =
  (goals: CompressedGoals): Case =>
  async (bench) =>
    compressed(bench, goals);

const binary = { ...layout, kind: 'binary', type: 'f32', rows: 2e7 } as const;
const wide = { ...layout, kind: 'wide', type: 'f32', rows: 5e6 } as const;

/** All that is measured, each with its goal, by the name that `--case` takes. */
export const cases: Readonly<Record<string, Case>> = {
  mse: job({
    title: 'MSE f32, 100 M rows',
    losses: 'mse',
    dump: { ...layout, kind: 'regression', type: 'f32', rows: 1e8 },
    ratio: 4,
    scaling: 1.8,
    ceiling: 50,
  }),
  'mse-f64': job({
    title: 'MSE f64, 50 M rows',
    losses: 'mse',
    dump: { ...layout, kind: 'regression', type: 'f64', rows: 5e7 },
    ratio: 3.5,
  }),
  bce: job({
    title: 'BCE f32, 100 M rows',
    losses: 'bce',
    dump: { ...layout, kind: 'binary', type: 'f32', rows: 1e8 },
    ratio: 4.5,
    scaling: 1.8,
  }),
  'bce-u8': job({
    title: 'BCE f32, target u8, 100 M rows',
    losses: 'bce',
    dump: { ...layout, kind: 'binary', type: 'u8', rows: 1e8 },
    ratio: 4.5,
  }),
  several: job({
    title: 'MSE + MAE + BCE f32, 100 M rows',
    losses: 'mse,mae,bce',
    dump: { ...layout, kind: 'binary', type: 'f32', rows: 1e8 },
    ratio: 4,
  }),
  'sparse-cce': job({
    title: 'Sparse CCE f32, 10 classes, 20 M rows',
    losses: 'sparse-cce',
    dump: { ...layout, kind: 'classes', type: 'f32', rows: 2e7 },
    ratio: 5,
  }),
  'cce-logits': job({
    title: 'CCE from logits f32, 10 classes, 20 M rows',
    losses: 'sparse-cce-logits',
    dump: { ...layout, kind: 'logits', type: 'f32', rows: 2e7 },
    ratio: 3,
  }),
  'columns-65536': async (bench) => projection(bench, 65_536),
  'columns-1000000': async (bench) => projection(bench, 1_000_000),
  lz4: compressedJob({ title: 'LZ4: MSE f32, 20 M rows', codec: 'lz4', dump: binary }),
  zstd: compressedJob({ title: 'ZSTD: MSE f32, 20 M rows', codec: 'zstd', dump: binary }),
  'lz4-one-batch': compressedJob({
    title: 'LZ4: MSE f32, 20 M rows in one batch',
    codec: 'lz4',
    dump: binary,
    isOneBatch: true,
  }),
  'zstd-one-batch': compressedJob({
    title: 'ZSTD: MSE f32, 20 M rows in one batch',
    codec: 'zstd',
    dump: binary,
    isOneBatch: true,
  }),
  'columns-lz4': compressedJob({ title: 'LZ4: 2 of 20 columns, 5 M rows, MSE', codec: 'lz4', dump: wide }),
  'columns-zstd': compressedJob({ title: 'ZSTD: 2 of 20 columns, 5 M rows, MSE', codec: 'zstd', dump: wide }),
  slices,
  'exact-mse': async (bench) =>
    exactSums(bench, {
      title: 'Exact sums against compensated: MSE f32, 50 M rows',
      losses: 'mse',
      dump: { ...layout, kind: 'regression', type: 'f32', rows: 5e7 },
    }),
  'exact-mae': async (bench) =>
    exactSums(bench, {
      title: 'Exact sums against compensated: MAE f32, 50 M rows',
      losses: 'mae',
      dump: { ...layout, kind: 'regression', type: 'f32', rows: 5e7 },
    }),
  cold: coldStart,
  tiny: tinyJob,
  memory: peakMemory,
};
