import { existsSync, rmSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import { dumpPath, ensureDump } from '../dumps.ts';
import type { DumpOptions } from '../dumps.ts';
import { spreadOf } from '../measure.ts';
import { command, runNode } from '../process-timing.ts';
import { atMost } from '../row.ts';
import type { Row, Side } from '../row.ts';

/** Peak memory of the command in MB, a few times over. Dumps that were not there before are deleted. */
async function peaksOf(
  name: string,
  dump: DumpOptions,
): Promise<{ readonly side: Side; readonly values: readonly number[] }> {
  const kept = existsSync(dumpPath(dump));
  const { file } = ensureDump(dump);
  const peaks: number[] = [];
  let values: readonly number[] = [];
  try {
    for (let i = 0; i < 3; i++) {
      const args = [command, 'eval', file, '--loss', 'mse', '--workers', '2', '--format', 'json'];
      const { output, peakMemory } = await runNode(args, { watchMemory: true });
      peaks.push((peakMemory ?? NaN) / 1e6);
      const { result } = JSON.parse(output) as { result: { losses: { value: number }[] } };
      values = result.losses.map(({ value }) => value);
    }
  } finally {
    if (!kept) rmSync(file, { force: true });
  }
  return { side: { name, disturbed: 0, cpu: NaN, ...spreadOf(peaks) }, values };
}

/** The command's memory on a dump of 1 GB and on one of 10 GB. */
export async function peakMemory({ scale }: Bench): Promise<readonly Row[]> {
  const dump = { kind: 'regression', type: 'f32', batchRows: 65_536, seed: 1, format: 'file' } as const;
  const small = await peaksOf(`${scale} GB`, { ...dump, rows: 1.25e8 * scale });
  const large = await peaksOf(`${10 * scale} GB`, { ...dump, rows: 1.25e9 * scale });
  const sides = { sideUnit: 'MB', ours: large.side, other: small.side } as const;
  const rest = { beside: [], triedOnce: {}, values: [...small.values, ...large.values] };
  return [
    {
      title: `Peak memory, 2 workers: ${large.side.name} against ${small.side.name}`,
      goal: atMost(1.1),
      figure: large.side.median / small.side.median,
      unit: '×',
      ...sides,
      ...rest,
    },
    {
      title: `Peak memory, 2 workers, ${large.side.name}`,
      goal: atMost(200),
      figure: large.side.most,
      unit: 'MB',
      ...sides,
      ...rest,
    },
  ];
}
