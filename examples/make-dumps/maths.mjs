const LN2_HIGH = 6.9314718036912381649e-1; // 33 bits: an exact product with any exponent here
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * e to the x from + − × ÷ alone: Math.exp may differ in the last bit from one machine to another,
 * and the dumps must not.
 * @param {number} x between −700 and 700
 */
export function exp(x) {
  const exponent = Math.round(x / Math.LN2);
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW; // within ±0.35
  let series = 1;
  for (let term = 16; term > 0; term--) series = 1 + (rest * series) / term;
  return series * 2 ** exponent;
}

/** @param {number} logit */
export function sigmoid(logit) {
  return 1 / (1 + exp(-logit));
}

/** @param {readonly number[]} logits */
export function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/**
 * Solves A x = b for a symmetric positive definite A, by Gaussian elimination.
 * @param {readonly number[][]} matrix
 * @param {readonly number[]} right
 */
export function solve(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let below = pivot + 1; below < size; below++) {
      const factor = rows[below][pivot] / rows[pivot][pivot];
      for (let k = pivot; k <= size; k++) rows[below][k] -= factor * rows[pivot][k];
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i--) {
    const known = dot(rows[i].slice(0, size), solution);
    solution[i] = (rows[i][size] - known) / rows[i][i];
  }
  return solution;
}

/**
 * Learns each feature's mean and spread, and returns the function that standardises and prepends 1.
 * @param {readonly number[][]} features a row for each example
 * @returns {(row: readonly number[]) => number[]}
 */
export function standardiser(features) {
  const count = features.length;
  const scales = features[0].map((_, k) => {
    const mean = features.reduce((sum, row) => sum + row[k], 0) / count;
    const variance = features.reduce((sum, row) => sum + (row[k] - mean) * (row[k] - mean), 0) / count;
    return { mean, deviation: Math.sqrt(variance) };
  });
  return (row) => [1, ...row.map((value, k) => (value - scales[k].mean) / scales[k].deviation)];
}
