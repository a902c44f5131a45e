// Seeded data, ordinary and hard, for every kind of loss: what both sides evaluate.

const rows = 2000;
const classes = 10;

/** A seeded generator (mulberry32): the same numbers on every machine. */
function generator(seed) {
  let state = seed;
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  // Irwin–Hall: no function of which engines may differ in the last bit.
  const normal = () => Array.from({ length: 12 }, unit).reduce((a, b) => a + b) - 6;
  return {
    unit,
    normal,
    between: (low, high) => low + (high - low) * unit(),
    below: (n) => Math.floor(n * unit()),
  };
}

const times = (make) => Array.from({ length: rows }, (_, i) => make(i));
const half = (unit) => unit() + 2 ** -33;

function regression(target, error) {
  const y = times(target);
  return { kind: 'regression', target: y, prediction: y.map((value) => value + error()) };
}

function binary(random, probability) {
  const prediction = times(probability);
  return { kind: 'binary', target: prediction.map((p) => (random.unit() < p ? 1 : 0)), prediction };
}

function softmax(logits) {
  return logits.map((row) => {
    const largest = Math.max(...row);
    const powers = row.map((x) => Math.exp(x - largest));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((x) => x / sum);
  });
}

/** Of logits as they are, and as probabilities. */
function classData(target, logits) {
  return { kind: 'classes', target, logits, prediction: softmax(logits) };
}

/** The data sets by name. Each is of a kind; `weights` are there where they are part of the question. */
export function dataSets() {
  const random = generator(20_240_517);
  const { unit, normal, between, below } = random;
  const rare = (i) => (i % 400 === 7 ? classes - 1 : below(classes - 1));
  const scores = () => Array.from({ length: classes }, () => 3 * normal());
  const normals = regression(() => 3 * normal(), normal);
  const positive = times(() => Math.floor(12 * unit() ** 3));
  const mean = positive.map((count) => (count + half(unit)) * between(0.5, 2));
  const probabilities = binary(random, () => half(unit));
  return {
    normal: normals,
    'normal, weights': { ...normals, weights: times(() => below(4) * unit()) },
    'offset 1e9': regression(() => 1e9 + normal(), normal),
    'tiny, 1e-12': regression(
      () => 1e-12 * normal(),
      () => 1e-12 * normal(),
    ),
    'heavy tails': regression(
      () => normal() / half(unit) ** 2,
      () => normal() / half(unit) ** 2,
    ),
    'near its target': regression(
      () => 100 + normal(),
      () => 1e-9 * normal(),
    ),
    counts: { kind: 'positive', target: positive, prediction: mean },
    'counts, weights': { kind: 'positive', target: positive, prediction: mean, weights: times(unit) },
    rates: { kind: 'rates', target: positive, prediction: times(normal) },
    'near equal': { kind: 'positive', target: mean, prediction: mean.map((x) => x * (1 + 1e-9 * normal())) },
    amounts: { kind: 'amounts', target: mean, prediction: mean.map((x) => x * between(0.2, 3)) },
    probabilities,
    'probabilities, weights': { ...probabilities, weights: times(unit) },
    'float32 rounded': binary(random, () => Math.fround(half(unit) ** 8)),
    '0 and 1 predicted': binary(random, (i) => (i % 3 === 0 ? below(2) : half(unit))),
    'sure and wrong': {
      kind: 'binary',
      target: times((i) => i % 2),
      prediction: times((i) => (i % 10 === 0 ? 1 - (i % 2) : half(unit))),
    },
    'ties in ranks': binary(random, () => (1 + below(8)) / 10),
    'logits ±50': {
      kind: 'logits',
      target: times(() => below(2)),
      prediction: times(() => between(-50, 50)),
    },
    margins: {
      kind: 'margins',
      target: times(() => below(2) * 2 - 1),
      prediction: times(() => 2 * normal()),
    },
    '10 classes': classData(
      times(() => below(classes)),
      times(scores),
    ),
    '10 classes, weights': {
      ...classData(
        times(() => below(classes)),
        times(scores),
      ),
      weights: times(unit),
    },
    'ties of classes': classData(
      times(() => below(classes)),
      times(() => Array.from({ length: classes }, () => below(3))),
    ),
    'a rare class': classData(times(rare), times(scores)),
    'logits ×100': classData(
      times(() => below(classes)),
      times(() => scores().map((x) => 100 * x)),
    ),
    'two classes': {
      ...classData(
        times(() => below(2)),
        times(() => [normal(), normal()]),
      ),
      kind: 'two classes',
    },
    'soft labels': { ...classData(softmax(times(scores)), times(scores)), kind: 'soft' },
    variances: { ...normals, kind: 'variances', variance: times(() => 0.01 + half(unit)) },
    vectors: { kind: 'vectors', target: times(scores), prediction: times(scores) },
  };
}
