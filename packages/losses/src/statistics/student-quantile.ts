import { normalQuantile } from './normal-quantile.ts';

/** From this on an expansion around the normal quantile has as many digits as the sums below. */
const manyDegrees = 1000;

/** The tangent of half an angle. */
function tangentOfHalf(tangent: number): number {
  return tangent / (1 + Math.sqrt(1 + tangent * tangent));
}

/** Arc tangent by halving the angle three times and a series: only + − × ÷ √, so that engines agree. */
function arcTangent(x: number): number {
  const small = tangentOfHalf(tangentOfHalf(tangentOfHalf(x)));
  const square = small * small;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = 1 / k - square * sum;
  return 8 * small * sum;
}

/**
 * The probability that |T| ≤ t for Student's T, by the cosine of the angle whose tangent is t/√degrees.
 * Source: Abramowitz and Stegun 26.7.3 and 26.7.4
 */
function probabilityWithin(cosine: number, degrees: number): number {
  const sine = Math.sqrt((1 - cosine) * (1 + cosine));
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let k = isOdd ? 3 : 2; k <= degrees; k += 2) {
    sum += term;
    term *= ((k - 1) / k) * cosine * cosine;
  }
  return isOdd ? (2 / Math.PI) * (arcTangent(sine / cosine) + sine * sum) : sine * sum;
}

/** The series in 1/degrees. Source: Abramowitz and Stegun 26.7.5 */
function expansion(z: number, degrees: number): number {
  const square = z * z;
  const first = (square + 1) / 4;
  const second = ((5 * square + 16) * square + 3) / 96;
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384;
  const fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92_160;
  return z * (1 + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees);
}

/** By bisection over the cosine, which keeps its digits however far out the quantile lies. */
function bisection(confidence: number, degrees: number): number {
  let [low, high] = [0, 1];
  for (;;) {
    const cosine = (low + high) / 2;
    if (cosine <= low || cosine >= high) break;
    if (probabilityWithin(cosine, degrees) > confidence) low = cosine;
    else high = cosine;
  }
  return Math.sqrt(degrees * (1 - high) * (1 + high)) / high;
}

/**
 * How far from 0 Student's T lies with the given probability at most, to either side.
 * @param confidence  in (0, 1)
 * @param degrees     of freedom: an integer of 1 or more
 * Error: about 2e-16 / (1 − confidence), relative, and 1e-12 at least.
 */
export function studentQuantile(confidence: number, degrees: number): number {
  return degrees > manyDegrees
    ? expansion(normalQuantile((1 - confidence) / 2), degrees)
    : bisection(confidence, degrees);
}
