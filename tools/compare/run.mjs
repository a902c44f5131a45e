// Evaluates every measure that scikit-learn or PyTorch has too over the same data, and prints both and the difference.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dataSets } from './data.mjs';
import { noteOf } from './differences.mjs';
import { comparisons, ofLogits } from './measures.mjs';
import { pageOf } from './page.mjs';

const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const { resolve } = createRequire(pathOf('../../packages/losses/package.json'));
const { measureNamed, measures } = await import(pathToFileURL(resolve('@offmark/losses')).href);

/** Stops with one line where there is nothing to compare with. */
function requirePackages() {
  for (const name of ['sklearn', 'torch', 'scipy']) {
    try {
      execFileSync(python, ['-c', `import ${name}`], { stdio: ['ignore', 'ignore', 'ignore'] });
    } catch {
      console.error(
        `${python} cannot import ${name}: install Python with scikit-learn, PyTorch and SciPy, or name another with PYTHON.`,
      );
      process.exit(2);
    }
  }
}

/** Every measure over every data set of its kind. */
function questionsOver(data) {
  return comparisons.flatMap(({ kind, measure, theirs, parameters }) => {
    const column = ofLogits.has(measure) ? 'logits' : 'prediction';
    const names = Object.keys(data).filter((name) => data[name].kind === kind);
    return names.map((name) => ({ measure, theirs, parameters, column, data: name }));
  });
}

function ourValue({ measure, parameters, column }, data) {
  const { target, weights, variance } = data;
  const { value, state, details } = measureNamed(measure, parameters).evaluate(target, data[column], {
    ...(weights && { weights }),
    ...(variance && { variance }),
  });
  return { value: value ?? state, low: details?.low, high: details?.high };
}

function theirValues(questions, data) {
  const scratch = mkdtempSync(join(tmpdir(), 'offmark-compare-'));
  try {
    const path = join(scratch, 'questions.json');
    writeFileSync(path, JSON.stringify({ questions, data }));
    return JSON.parse(
      execFileSync(python, [pathOf('theirs.py'), path], {
        encoding: 'utf8',
        maxBuffer: 1e8,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

requirePackages();
const data = dataSets();
const questions = questionsOver(data);
const { versions, values, exact } = theirValues(questions, data);
const rows = questions.map(({ measure, parameters, column, data: name, theirs }, i) => {
  const ours = ourValue({ measure, parameters, column }, data[name]);
  const row = { measure, parameters, data: name, ours, library: theirs, theirs: values[i], exact: exact[i] };
  return Object.assign(row, { note: noteOf(row) });
});
const page = pageOf(
  rows,
  versions,
  measures.map(({ name }) => name),
);
console.log(page);
if (process.argv.includes('--write')) writeFileSync(pathOf('../../docs/compared.md'), page);
const unexplained = rows.filter(({ note }) => note === null);
for (const { measure, data, library, ours, theirs } of unexplained) {
  console.error(`not explained: ${measure} over ${data}: ours ${ours.value}, ${library} ${theirs}`);
}
if (unexplained.length > 0) process.exitCode = 1;
