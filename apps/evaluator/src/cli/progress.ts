import { logProgress, logSettings } from './log.ts';

/** How far a job is. */
interface Rows {
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
}

/** Something that shows how a job goes on. */
export interface ProgressDisplay {
  readonly update: (rows: Rows) => void;
  readonly stop: () => void;
}

const silent: ProgressDisplay = { update: () => {}, stop: () => {} };

function rowsText(rows: number): string {
  if (rows >= 1e9) return `${(rows / 1e9).toFixed(2)} G`;
  return rows >= 1e6 ? `${(rows / 1e6).toFixed(1)} M` : String(Math.round(rows));
}

/** Lines of progress are so far apart, in milliseconds. */
const lineInterval = 1000;

function progressLines(): ProgressDisplay {
  const started = performance.now();
  let next = started + lineInterval;
  return {
    update: ({ rowsDone, rowsTotal }) => {
      const now = performance.now();
      if (now < next) return;
      next = now + lineInterval;
      logProgress({ rowsDone, rowsTotal, seconds: Math.round(now - started) / 1000 });
    },
    stop: () => {},
  };
}

/** A bar with rate and time left, where there is a terminal to draw it on; nothing elsewhere, and lines for programs. */
export async function startProgress(stream: NodeJS.WriteStream): Promise<ProgressDisplay> {
  const { format, detail } = logSettings();
  if (detail === 'quiet') return silent;
  if (format === 'json') return progressLines();
  if (!stream.isTTY || process.env['TERM'] === 'dumb' || process.env['CI'] !== undefined) return silent;
  // Loaded for terminals alone: scheduled jobs start fast.
  const { default: cliProgress } = await import('cli-progress');
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
