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
  resampledInterval,
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

/** The same mean's interval by 400 resamples, of a seed of its own each time. */
function resampledIntervalOf(values, weights, confidence) {
  const columns = {
    target: column(new Float64Array(values.length)),
    prediction: column(values),
    ...(weights === null ? {} : { weight: column(weights) }),
  };
  const rows = new RowValues([mae], columns, strictPolicies, plainBackend).run(columns, 0, values.length);
  const seed = Math.floor(2 ** 32 * random());
  const resampler = new Resampler({ resamples: 400, seed }, 1);
  resampler.add(0, (row) => row, values.length, rows);
  return resampledInterval(resampler.take()[0], values.length, confidence);
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

for (const name of ['uniform losses', 'exponential losses', 'weights that go with the loss']) {
  for (const rows of [100, 1000]) {
    let held = 0;
    const times = Math.ceil(replicates / 4);
    for (let i = 0; i < times; i++) {
      const { values, weights, mean } = kinds[name](rows);
      const { low, high } = resampledIntervalOf(values, weights, 0.95);
      if (low <= mean && mean <= high) held++;
    }
    console.log(`bootstrap, ${name}, ${rows} rows: ${((100 * held) / times).toFixed(1)} % of 95 %`);
  }
}
