/** Seeded columns for any loss, from its domains alone: integers, and operations that IEEE 754 rounds one way. */

export const rows = 100_000;
const classes = 5;
const mostWhole = 20;
const seed = 20_260_417;

/** Integers in [0, 2³²) by xorshift (Marsaglia 2003): shifts and xors alone. */
function integersFrom(start) {
  let state = start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const unit = (next) => next() / 2 ** 32;

/** A number of either sign, from 2⁻⁸ to 2⁷ in scale. */
const real = (next) => ((unit(next) - 0.5) * (1 << (next() & 15))) / 256;

/** A legal number of that domain; now and then one of its bounds. */
function numberOf({ label, whole, low, high }, next) {
  if (label) return next() % classes;
  if (whole) return Math.max(low, -mostWhole) + (next() % (Math.min(high - low, mostWhole) + 1));
  if (low < -1e300) return real(next);
  if (high > 1e300) return low + Math.abs(real(next));
  const bound = next() % 64;
  if (bound < 2) return bound === 0 ? low : high;
  return low + unit(next) * (high - low);
}

function columnOf(domain, next) {
  if (domain.shape === 'row') return Float64Array.from({ length: rows }, () => numberOf(domain, next));
  const data = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * classes, (row + 1) * classes);
    let sum = 0;
    for (let i = 0; i < classes; i++) {
      values[i] = numberOf(domain, next);
      sum += values[i];
    }
    if (!domain.sumsToOne) continue;
    for (let i = 0; i < classes; i++) values[i] = sum === 0 ? 1 / classes : values[i] / sum;
  }
  return { data, classes };
}

/** The same rows wherever it is called. */
export function dataFor({ columns }) {
  const next = integersFrom(seed);
  return {
    target: columnOf(columns.target, next),
    prediction: columnOf(columns.prediction, next),
    others: Object.fromEntries(
      Object.entries(columns)
        .filter(([role]) => role !== 'target' && role !== 'prediction')
        .map(([role, domain]) => [role, columnOf(domain, next)]),
    ),
    weights: Float32Array.from({ length: rows }, () => 1 + (next() % 1024) / 256),
  };
}
