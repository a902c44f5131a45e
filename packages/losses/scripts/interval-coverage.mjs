// How often intervals hold the true mean: drawn again and again from distributions whose mean is known.
// node packages/losses/scripts/interval-coverage.mjs [replicates]
import {
  GroupEvaluator,
  PairedRows,
  Resampler,
  clusteredInterval,
  mae,
  meanInterval,
  momentsOfGroups,
  clusterValues,
  measureNamed,
  percentileInterval,
  resampledValues,
  plainBackend,
  stateOfGroup,
  strictPolicies,
  RowValues,
} from '../dist/index.js';

const replicates = Number(process.argv[2] ?? 4000);
let state = 1;
/** mulberry32 */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const exponential = () => -Math.log(1 - random());
const bytes = (/** @type {Float64Array} */ array) => new Uint8Array(array.buffer);
const column = (/** @type {Float64Array} */ values) => ({
  type: 'float64',
  classes: null,
  data: bytes(values),
  validity: null,
});

/** The interval of the mean of |prediction|, which is a row's loss. */
function intervalOf(values, weights, clusters, confidence) {
  const columns = {
    target: column(new Float64Array(values.length)),
    prediction: column(values),
    ...(weights === null ? {} : { weight: column(weights) }),
  };
  const rowValues = new RowValues([mae], columns, strictPolicies, plainBackend);
  const whole = new GroupEvaluator([true]);
  const byCluster = new GroupEvaluator([false]);
  const losses = rowValues.run(columns, 0, values.length);
  whole.add(new Int32Array(values.length), values.length, 1, losses);
  if (clusters !== null) byCluster.add(clusters, values.length, Math.max(...clusters) + 1, losses);
  const all = whole.take();
  if (clusters === null)
    return meanInterval(stateOfGroup(all, 0, 0), momentsOfGroups(all, 0, [0]), confidence);
  const parts = byCluster.take();
  const sums = Array.from(parts.groups, (_, at) => {
    const { total, weight } = stateOfGroup(parts, 0, at);
    return { total, weight };
  });
  return clusteredInterval(stateOfGroup(all, 0, 0), sums, confidence);
}

/** The interval of the mean of |prediction| − |other|, row by row. */
function pairedIntervalOf(values, others, weights, confidence) {
  const columnsOf = (/** @type {Float64Array} */ prediction) => ({
    target: column(new Float64Array(values.length)),
    prediction: column(prediction),
    ...(weights === null ? {} : { weight: column(weights) }),
  });
  const rowsOf = (/** @type {Float64Array} */ prediction) => {
    const columns = columnsOf(prediction);
    return new RowValues([mae], columns, strictPolicies, plainBackend).run(columns, 0, values.length)[0];
  };
  const { difference } = new PairedRows(values.length).pair(rowsOf(values), rowsOf(others), values.length);
  const whole = new GroupEvaluator([true]);
  whole.add(new Int32Array(values.length), values.length, 1, [difference]);
  const all = whole.take();
  return meanInterval(stateOfGroup(all, 0, 0), momentsOfGroups(all, 0, [0]), confidence);
}

/** @type {Record<string, (n: number) => { values: Float64Array, others?: Float64Array, weights: Float64Array | null, clusters: Int32Array | null, mean: number }>} */
const kinds = {
  'uniform losses': (n) => ({
    values: Float64Array.from({ length: n }, random),
    weights: null,
    clusters: null,
    mean: 0.5,
  }),
  'exponential losses': (n) => ({
    values: Float64Array.from({ length: n }, exponential),
    weights: null,
    clusters: null,
    mean: 1,
  }),
  'weights that go with the loss': (n) => {
    const weights = Float64Array.from({ length: n }, () => 0.5 + random());
    // E[w·x] / E[w] with x = w·u: E[w²]/2 / E[w]
    return { values: weights.map((w) => w * random()), weights, clusters: null, mean: (1 + 1 / 12) / 2 };
  },
  'clusters of five': (n) => {
    const habits = Array.from({ length: Math.ceil(n / 5) }, random);
    const clusters = Int32Array.from({ length: n }, (_, row) => Math.floor(row / 5));
    return {
      values: Float64Array.from(clusters, (c) => habits[c] + random()),
      weights: null,
      clusters,
      mean: 1,
    };
  },
  'two predictions of rows as hard for both': (n) => {
    const hard = Float64Array.from({ length: n }, exponential);
    return {
      values: hard.map((h) => h * (0.5 + random())),
      others: hard.map((h) => h + 0.2 * random()),
      weights: null,
      clusters: null,
      mean: -0.1,
    };
  },
  'two predictions, weighted': (n) => {
    const weights = Float64Array.from({ length: n }, () => 0.5 + random());
    return {
      values: weights.map((w) => w + random()),
      others: weights.map((w) => w * random()),
      weights,
      clusters: null,
      // E[w·(w + ½ − w/2)] / E[w]
      mean: (1 + 1 / 12) / 2 + 0.5,
    };
  },
};

/** The interval of a loss or metric by 400 resamples of rows or clusters, of a seed of its own each time. */
function resampledIntervalOf(measure, target, prediction, weights, clusters, confidence) {
  const columns = {
    target: column(target),
    prediction: column(prediction),
    ...(weights === null ? {} : { weight: column(weights) }),
  };
  const values = new RowValues([measure], columns, strictPolicies, plainBackend);
  const resampling = { resamples: 400, seed: Math.floor(2 ** 32 * random()) };
  const finish = (state) => measure.finish(state);
  const rows = values.run(columns, 0, target.length);
  if (clusters === null) {
    const resampler = new Resampler(resampling, 1, 1);
    resampler.add(0, (row) => row, target.length, rows, [new Int32Array(target.length)]);
    const [states] = resampler.take();
    return percentileInterval(resampledValues(finish, states, 0, [0], resampling), target.length, confidence);
  }
  const byCluster = new GroupEvaluator([false]);
  byCluster.add(clusters, target.length, Math.max(...clusters) + 1, rows);
  const parts = byCluster.take();
  const drawn = Array.from(parts.groups, (group, at) => ({
    name: `["${group}"]`,
    state: stateOfGroup(parts, 0, at),
  }));
  return percentileInterval(clusterValues(finish, drawn, resampling), drawn.length, confidence);
}

for (const [name, draw] of Object.entries(kinds)) {
  for (const rows of [20, 100, 1000]) {
    for (const confidence of [0.9, 0.95]) {
      let held = 0;
      for (let i = 0; i < replicates; i++) {
        const { values, others, weights, clusters, mean } = draw(rows);
        const { low, high } =
          others === undefined
            ? intervalOf(values, weights, clusters, confidence)
            : pairedIntervalOf(values, others, weights, confidence);
        if (low <= mean && mean <= high) held++;
      }
      const share = ((100 * held) / replicates).toFixed(1);
      console.log(`${name}, ${rows} rows: ${share} % of intervals of ${100 * confidence} % hold the mean`);
    }
  }
}

/** Predictions that are off by a habit and a noise of a quarter of the target's variance. */
const noisy = (rows, habit = () => 0) => {
  const target = Float64Array.from({ length: rows }, () => random() - 0.5);
  return { target, prediction: target.map((y, row) => y + habit(row) + 0.5 * (random() - 0.5)) };
};
const chances = (rows) => {
  const prediction = Float64Array.from({ length: rows }, random);
  return { prediction, target: prediction.map((p) => (random() < p ? 1 : 0)) };
};
const zeros = (values) => ({ target: new Float64Array(values.length), prediction: values });

/** @type {readonly (readonly [name: string, measure: import('../dist/index.js').Measure, truth: number, draw: (rows: number) => { target: Float64Array, prediction: Float64Array, weights?: Float64Array | null, clusters?: Int32Array }])[]} */
const resampledKinds = [
  ...['uniform losses', 'exponential losses', 'weights that go with the loss', 'clusters of five'].map(
    (name) => {
      const draw = (rows) => {
        const { values, weights, clusters } = kinds[name](rows);
        return { ...zeros(values), weights, clusters };
      };
      return [name, mae, kinds[name](1).mean, draw];
    },
  ),
  // The error's variance is ¼/12, the target's 1/12.
  ['rmse', measureNamed('rmse'), Math.sqrt(0.25 / 12), noisy],
  ['r2', measureNamed('r2'), 0.75, noisy],
  // P(y = 1, p > ½) = ⅜, P(y = 1) = ½ = P(p > ½).
  ['binary-f1', measureNamed('binary-f1'), 0.75, chances],
  // P(p₁ > p₀) for densities 2p and 2(1 − p).
  ['auc', measureNamed('auc'), 5 / 6, chances],
  [
    'r2, clusters of five',
    measureNamed('r2'),
    // The clusters' habits have a variance of ¼/12 too.
    0.5,
    (rows) => {
      const habits = Array.from({ length: Math.ceil(rows / 5) }, () => 0.5 * (random() - 0.5));
      const clusters = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 5));
      return { ...noisy(rows, (row) => habits[clusters[row]]), clusters };
    },
  ],
];

for (const [name, measure, truth, draw] of resampledKinds) {
  for (const rows of [100, 1000]) {
    let held = 0;
    const times = Math.ceil(replicates / 4);
    for (let i = 0; i < times; i++) {
      const { target, prediction, weights = null, clusters = null } = draw(rows);
      const { low, high } = resampledIntervalOf(measure, target, prediction, weights, clusters, 0.95);
      if (low <= truth && truth <= high) held++;
    }
    console.log(`bootstrap, ${name}, ${rows} rows: ${((100 * held) / times).toFixed(1)} % of 95 %`);
  }
}
