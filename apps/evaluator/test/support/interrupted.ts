import { evaluatePart } from './valid-report.ts';
import type { PartOptions } from 'offmark';

/** Begins a job that keeps its state, and interrupts it after some rows. @throws as the interrupted job does, if it is */
export async function interrupted(
  job: PartOptions & { readonly checkpoint: string },
  afterRows: number,
): Promise<void> {
  const interruption = new AbortController();
  await evaluatePart({
    ...job,
    checkpointInterval: 0,
    signal: interruption.signal,
    onProgress: ({ rowsDone }) => {
      if (rowsDone > afterRows) interruption.abort();
    },
  });
}
