import cliProgress from 'cli-progress';
import type { ProgressDisplay } from './progress.ts';

function rowsText(rows: number): string {
  if (rows >= 1e9) return `${(rows / 1e9).toFixed(2)} G`;
  return rows >= 1e6 ? `${(rows / 1e6).toFixed(1)} M` : String(Math.round(rows));
}

/** A bar with rate and time left, drawn from the first rows on. */
export function progressBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const started = performance.now();
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage}% {done} of {all} rows, {rate} rows/s, {eta_formatted} left',
      stream,
      clearOnComplete: true,
      hideCursor: null,
    },
    cliProgress.Presets.shades_classic,
  );
  let drawn = false;
  return {
    update: ({ rowsDone, rowsTotal }) => {
      const total = rowsTotal ?? rowsDone;
      const rate = (rowsDone / Math.max(1, performance.now() - started)) * 1000;
      const words = {
        done: rowsText(rowsDone),
        all: rowsTotal === null ? '?' : rowsText(total),
        rate: rowsText(rate),
      };
      if (!drawn) bar.start(total, rowsDone, words);
      drawn = true;
      bar.setTotal(total);
      bar.update(rowsDone, words);
    },
    stop: () => {
      if (drawn) bar.stop();
    },
  };
}
