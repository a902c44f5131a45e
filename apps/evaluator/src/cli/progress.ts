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
  const { progressBar } = await import('./progress-bar.ts');
  return progressBar(stream);
}
