// Runs under each engine: prints a digest of every result, by its name, as JSON.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataFor, rows } from '../browser-test/data.mjs';
import { work } from '../browser-test/work.mjs';

/** A built package, as the evaluator resolves it. */
function built(name) {
  const from = createRequire(new URL('../../apps/evaluator/package.json', import.meta.url));
  return import(pathToFileURL(from.resolve(name)).href);
}

const { BlockEvaluator, measures, plainBackend, rowSum, strictPolicies } = await built('@offmark/losses');
const { simdBackend } = await built('@offmark/kernels');
const { evaluate } = await built('offmark');
const [, , folder] = process.argv;
const digests = {};
const sums = ['kahan', 'exact'];

function keep(name, result) {
  digests[name] = createHash('sha256').update(JSON.stringify(result)).digest('hex');
}

/** What `compute` gives; a measure may refuse exact sums, and must do so everywhere. */
async function resultOf(compute) {
  try {
    return await compute();
  } catch (error) {
    if (error.code === 'E_SUM_METHOD') return error.code;
    throw error;
  }
}

/** The gradient as if it were a loss, summed on each backend. */
function keepGradients({ name, value, gradientExpression, divisor, rule, ...loss }) {
  const gradient = gradientExpression.shape === 'matrix' ? rowSum(gradientExpression) : gradientExpression;
  const { weights: _, others, ...main } = dataFor(loss);
  const data = { ...main, ...others };
  const columns = Object.fromEntries(
    Object.entries(data).map(([role, column]) => {
      const { data: numbers, classes } = ArrayBuffer.isView(column)
        ? { data: column, classes: null }
        : column;
      return [role, { type: 'float64', classes, data: numbers, validity: null }];
    }),
  );
  const losses = [value, gradient].map((node) => ({ value: node, divisor, rule }));
  for (const backend of [plainBackend, simdBackend()]) {
    for (const sum of sums) {
      const evaluator = new BlockEvaluator(losses, columns, strictPolicies, backend, sum);
      evaluator.add(columns, 0, rows);
      keep(
        `${name}: value and gradient in blocks, ${backend === plainBackend ? 'plain' : 'simd'} ${sum}`,
        evaluator.take(),
      );
    }
  }
}

for (const [name, results] of Object.entries(await work(measures))) {
  for (const [what, result] of Object.entries(results)) keep(`${name}: ${what}`, result);
}
for (const measure of measures) {
  if ('gradientExpression' in measure) keepGradients(measure);
  const { name } = measure;
  const columns = { target: 'target', prediction: 'prediction', weight: 'weights' };
  for (const backend of ['plain', 'simd']) {
    for (const sum of sums) {
      const options = { inputs: [join(folder, `${name}.arrow`)], losses: name, columns, backend, sum };
      const report = await resultOf(() => evaluate({ ...options, workers: 1 }));
      keep(`${name}: dump, ${backend} ${sum}`, report.result ?? report);
    }
  }
}
process.stdout.write(JSON.stringify(digests));
