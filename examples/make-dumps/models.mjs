import { dot, sigmoid, softmax, solve, standardiser } from './maths.mjs';

const NEWTON_STEPS = 25; // about ten suffice

/** @param {number} size */
const zeros = (size) => Array.from({ length: size }, () => 0);

/**
 * @param {number} size
 * @param {number} ridge
 */
const ridgeMatrix = (size, ridge) =>
  zeros(size).map((_, i) => zeros(size).map((_, j) => (i === j ? ridge : 0)));

/**
 * Least squares, by the normal equations.
 * @param {readonly number[][]} features
 * @param {readonly number[]} targets
 * @returns {(row: readonly number[]) => number} the prediction
 */
export function fitLinear(features, targets) {
  const standardise = standardiser(features);
  const rows = features.map(standardise);
  const size = rows[0].length;
  const gram = ridgeMatrix(size, 0);
  const moment = zeros(size);
  rows.forEach((row, n) => {
    for (let i = 0; i < size; i++) {
      moment[i] += row[i] * targets[n];
      for (let j = 0; j < size; j++) gram[i][j] += row[i] * row[j];
    }
  });
  const coefficients = solve(gram, moment);
  return (row) => dot(coefficients, standardise(row));
}

/**
 * Logistic regression with a ridge, by Newton's method.
 * @param {readonly number[][]} features
 * @param {readonly number[]} targets 0 or 1
 * @param {{ ridge: number }} options
 * @returns {(row: readonly number[]) => number} the logit of class 1
 */
export function fitLogistic(features, targets, { ridge }) {
  const standardise = standardiser(features);
  const rows = features.map(standardise);
  const size = rows[0].length;
  let coefficients = zeros(size);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = coefficients.map((value) => ridge * value);
    const hessian = ridgeMatrix(size, ridge);
    rows.forEach((row, n) => {
      const probability = sigmoid(dot(coefficients, row));
      const curvature = probability * (1 - probability);
      for (let i = 0; i < size; i++) {
        gradient[i] += (probability - targets[n]) * row[i];
        for (let j = 0; j < size; j++) hessian[i][j] += curvature * row[i] * row[j];
      }
    });
    const change = solve(hessian, gradient);
    coefficients = coefficients.map((value, i) => value - change[i]);
  }
  return (row) => dot(coefficients, standardise(row));
}

/**
 * Softmax regression with a ridge, by Newton's method. The ridge makes the classes' coefficients unique.
 * @param {readonly number[][]} features
 * @param {readonly number[]} targets class indices
 * @param {{ classes: number, ridge: number }} options
 * @returns {(row: readonly number[]) => number[]} the logits
 */
export function fitSoftmax(features, targets, { classes, ridge }) {
  const standardise = standardiser(features);
  const rows = features.map(standardise);
  const width = rows[0].length;
  const size = classes * width;
  let coefficients = zeros(size);
  /** @param {readonly number[]} row */
  const logits = (row) =>
    zeros(classes).map((_, c) => dot(row, coefficients.slice(c * width, (c + 1) * width)));
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = coefficients.map((value) => ridge * value);
    const hessian = ridgeMatrix(size, ridge);
    rows.forEach((row, n) => {
      const probabilities = softmax(logits(row));
      for (let i = 0; i < size; i++) {
        const c = Math.floor(i / width);
        const feature = row[i % width];
        gradient[i] += (probabilities[c] - (targets[n] === c ? 1 : 0)) * feature;
        for (let j = 0; j < size; j++) {
          const d = Math.floor(j / width);
          const curvature = probabilities[c] * ((c === d ? 1 : 0) - probabilities[d]);
          hessian[i][j] += curvature * feature * row[j % width];
        }
      }
    });
    const change = solve(hessian, gradient);
    coefficients = coefficients.map((value, i) => value - change[i]);
  }
  return (row) => logits(standardise(row));
}
