// What the losses of the dumps should be, computed as plainly as possible: one float64 sum from the first row to
// the last, Math.log and Math.exp. A cross-check for offmark; the last digits may differ.
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { DUMPS } from './dumps.mjs';

/** @param {string} name */
function readDump(name) {
  const table = tableFromIPC(readFileSync(new URL(name, DUMPS)));
  /** @param {string} column */
  const vector = (column) => {
    const found = table.getChild(column);
    if (!found) throw new Error(`${name} has no column ${column}`);
    return found;
  };
  return {
    rows: table.numRows,
    batches: table.batches.length,
    columns: Object.fromEntries(table.schema.fields.map((field) => [field.name, String(field.type)])),
    /** @type {(column: string) => number[]} */
    numbers: (column) => [...vector(column)].map(Number),
    /** @type {(column: string) => number[][]} */
    lists: (column) => [...vector(column)].map((list) => [...list].map(Number)),
  };
}

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
/** @param {readonly number[]} values */
const mean = (values) => sum(values) / values.length;
/**
 * @param {readonly number[]} values
 * @param {readonly number[]} weights
 */
const weightedMean = (values, weights) => sum(values.map((value, i) => value * weights[i])) / sum(weights);
/** @param {readonly number[]} values */
const argmax = (values) => values.indexOf(Math.max(...values));
/** @param {readonly number[]} logits */
const logSumExp = (logits) => {
  const largest = Math.max(...logits);
  return largest + Math.log(sum(logits.map((logit) => Math.exp(logit - largest))));
};

function bodyMass() {
  const { numbers, lists: _, ...dump } = readDump('penguin-body-mass.arrow');
  const target = numbers('target');
  const weight = numbers('weight');
  const errors = numbers('prediction').map((prediction, i) => prediction - target[i]);
  const squares = errors.map((error) => error * error);
  const sizes = errors.map(Math.abs);
  const centre = mean(target);
  return {
    ...dump,
    mse: mean(squares),
    mae: mean(sizes),
    weightedMse: weightedMean(squares, weight),
    weightedMae: weightedMean(sizes, weight),
    rmse: Math.sqrt(mean(squares)),
    r2: 1 - sum(squares) / sum(target.map((value) => (value - centre) * (value - centre))),
  };
}

function sex() {
  const { numbers, lists: _, ...dump } = readDump('penguin-sex.arrow');
  const target = numbers('target');
  const probability = numbers('probability');
  const fromProbability = probability.map(
    (p, i) => -(target[i] * Math.log(p) + (1 - target[i]) * Math.log(1 - p)),
  );
  const fromLogit = numbers('logit').map(
    (z, i) => Math.max(z, 0) - z * target[i] + Math.log1p(Math.exp(-Math.abs(z))),
  );
  return {
    ...dump,
    bce: mean(fromProbability),
    bceFromLogits: mean(fromLogit),
    accuracy: mean(probability.map((p, i) => (p > 0.5 === (target[i] === 1) ? 1 : 0))),
  };
}

/** @param {string} name */
function species(name) {
  const { numbers, lists, ...dump } = readDump(name);
  const target = numbers('target');
  const oneHot = lists('one_hot');
  const probabilities = lists('probabilities');
  const logits = lists('logits');
  return {
    ...dump,
    cce: mean(probabilities.map((row, i) => -sum(row.map((p, k) => oneHot[i][k] * Math.log(p))))),
    cceFromLogits: mean(
      logits.map((row, i) => {
        const total = logSumExp(row);
        return -sum(row.map((z, k) => oneHot[i][k] * (z - total)));
      }),
    ),
    sparseCce: mean(probabilities.map((row, i) => -Math.log(row[target[i]]))),
    sparseCceFromLogits: mean(logits.map((row, i) => logSumExp(row) - row[target[i]])),
    accuracy: mean(probabilities.map((row, i) => (argmax(row) === target[i] ? 1 : 0))),
  };
}

const result = {
  'penguin-body-mass.arrow': bodyMass(),
  'penguin-sex.arrow': sex(),
  'penguin-species.arrow': species('penguin-species.arrow'),
  'penguin-species.arrows': species('penguin-species.arrows'),
};
console.log(JSON.stringify(result, null, 2));
