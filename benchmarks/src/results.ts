import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMet } from './row.ts';
import type { Row, Side } from './row.ts';

/** A case may be measured alone, later than others. */
export interface CaseResult {
  /** The commit of the product, `-dirty` if it was changed. */
  readonly revision: string;
  readonly date: string;
  /** Of each contender at least. */
  readonly samples: number;
  readonly rows: readonly Row[];
}

/** What was measured, on what. */
export interface Results {
  readonly version: 1;
  readonly machine: string;
  /** Of the rows that the titles state: 0.1 for a quick run. */
  readonly scale: number;
  readonly rivals: Readonly<Record<string, string>>;
  readonly cases: Readonly<Record<string, CaseResult>>;
}

const resultsFolder = fileURLToPath(new URL('../results/', import.meta.url));

const digits = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

function sideText({ median, least, most, cpu }: Side, unit: Row['sideUnit']): string {
  const spread = `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
  return unit === 'ms' ? `${spread} ms, CPU ${cpu.toFixed(0)}` : `${spread} ${unit}`;
}

/** No verdict where others worked during half the samples of a side or more. */
function verdictOf(row: Row, samples: number): string {
  if (Math.max(row.ours.disturbed, row.other.disturbed) * 2 >= samples) return 'disturbed';
  return isMet(row) ? 'met' : '**missed**';
}

/** A row of the Markdown table. */
export function lineOf(row: Row, samples: number): string {
  const { title, goal, figure, unit, sideUnit, ours, other, beside } = row;
  const duckDb = [other, ...beside].filter(({ name }) => name.startsWith('DuckDB:'));
  const duckDbMedian = Math.min(...duckDb.map(({ median }) => median));
  const isRival = !other.name.startsWith('offmark') && !other.name.startsWith('bare read');
  const read = beside.find(({ name }) => name.startsWith('bare read'));
  const disturbed = ours.disturbed + other.disturbed;
  const cells = [
    title,
    `${goal.bound === 'at least' ? '≥' : '≤'} ${goal.limit} ${unit}`,
    `**${digits(figure)} ${unit}**${disturbed > 0 ? ' ⚠' : ''}`,
    verdictOf(row, samples),
    sideText(ours, sideUnit),
    sideText(other, sideUnit),
    other.name.replaceAll('|', '\\|'),
    isRival && duckDb.length > 0 ? `${digits(duckDbMedian / ours.median)} ×` : '',
    read === undefined ? '' : `${read.median.toFixed(0)} ms`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A table for people. */
export function resultsText(results: Results): string {
  const { machine, scale, rivals } = results;
  const cases = Object.values(results.cases);
  const rows = cases.flatMap((one) => one.rows);
  const samples = Math.min(...cases.map((one) => one.samples));
  const when = cases.map(({ revision, date }) => `${revision} on ${date.slice(0, 10)}`);
  const disturbed = rows.some(({ ours, other }) => ours.disturbed + other.disturbed > 0);
  const versions = Object.entries(rivals).map(([name, version]) => `${name} ${version}`);
  return [
    `# Benchmark${scale === 1 ? '' : `, quick: ${scale} of the rows stated, not for comparison`}`,
    '',
    `${machine}; offmark ${[...new Set(when)].join(', ')}.`,
    `Rivals: ${versions.join(', ')}, numpy, apache-arrow. Median (least–most) of at least ${samples} samples by turns, page cache warm, processor's caches cold;`,
    'against a rival, the fastest of all its texts; its value agrees with ours. In one process with a warm pool of 2 workers unless stated.',
    '',
    '| case | goal | figure | | ours | other | which | to DuckDB | bare read |',
    '|---|---|---|---|---|---|---|---|---|',
    ...cases.flatMap((one) => one.rows.map((row) => lineOf(row, one.samples))),
    ...(disturbed ? ['', '⚠ other processes worked during some samples, and did not stop.'] : []),
    '',
  ].join('\n');
}

/**
 * Writes latest.json and latest.md.
 * @param merge  keeps the rows of cases that did not run this time, if those of the last run are comparable
 */
export function writeResults(results: Results, merge: boolean): Results {
  mkdirSync(resultsFolder, { recursive: true });
  const json = path.join(resultsFolder, 'latest.json');
  const whole = merge ? mergedWith(json, results) : results;
  writeFileSync(json, `${JSON.stringify(whole, null, 2)}\n`);
  writeFileSync(path.join(resultsFolder, 'latest.md'), resultsText(whole));
  return whole;
}

function mergedWith(json: string, results: Results): Results {
  let last: Results;
  try {
    last = JSON.parse(readFileSync(json, 'utf8')) as Results;
  } catch {
    return results;
  }
  if (last.scale !== results.scale) return results;
  return { ...results, cases: { ...last.cases, ...results.cases } };
}
