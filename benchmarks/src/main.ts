import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closeBench, openBench } from './bench.ts';
import { cases } from './cases/index.ts';
import { machineLine, waitForQuiet } from './machine.ts';
import { oneOf, wholeNumber } from './options.ts';
import { lineOf, resultsText, writeResults } from './results.ts';
import type { CaseResult, Results } from './results.ts';
import { installRivals } from './rivals/packages.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true },
    samples: { type: 'string' },
  },
});
const names = values.case?.map((text) => oneOf('case', text, Object.keys(cases))) ?? Object.keys(cases);
const samples = wholeNumber('samples', values.samples ?? (values.quick ? '3' : '7'), 1, 1000);
const scale = values.quick ? 0.1 : 1;

/** The product's commit, and whether it was changed since. */
function revision(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    }).trim();
  try {
    const changed = git('status', '--porcelain', 'packages', 'apps') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '-dirty' : ''}`;
  } catch {
    return 'unknown';
  }
}

const rivals = installRivals();
const machine = machineLine();
console.error(machine);
const bench = openBench({ samples, scale });
const measured: Record<string, CaseResult> = {};
const resultsSoFar = (): Results => ({
  version: 1,
  machine,
  scale,
  rivals,
  cases: measured,
});
try {
  for (const name of names) {
    console.error(`${name} …`);
    await waitForQuiet(60_000);
    const rows = (await cases[name]?.(bench)) ?? [];
    measured[name] = { revision: revision(), date: new Date().toISOString(), samples, rows };
    for (const row of rows) console.error(lineOf(row, samples));
    if (!values.quick) writeResults(resultsSoFar(), values.case !== undefined);
  }
} finally {
  await closeBench(bench);
}
console.log(resultsText(resultsSoFar()));
