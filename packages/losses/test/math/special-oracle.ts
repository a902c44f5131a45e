// Further functions in big integers, by other formulas than those of src/math.
import { type Real, big, minus, over, plus, squareRoot, times } from './big-float.ts';
import { type Binary, absolute, bitLength, shifted } from './exact.ts';
import { exactExpOf, exactExpm1Of, exactLogOf, twiceAtanh } from './oracle.ts';

const FINE = 500n;

/** ln(x/y), to many bits also where they are all but equal. */
function exactLogRatio(x: Real, y: Real): Binary {
  return exactLogRatioOf(big(x), big(y));
}

function exactLogRatioOf(a: Binary, b: Binary): Binary {
  const exponent = Math.min(a.exponent, b.exponent);
  const [n, d] = [shifted(a, exponent), shifted(b, exponent)];
  if (n > 2n * d || d > 2n * n) return minus(exactLogOf(a), exactLogOf(b));
  return { mantissa: twiceAtanh(n - d, n + d, FINE), exponent: -Number(FINE) };
}

export function exactLog1pDifference(x: Real, y: Real): Binary {
  return exactLogRatio(plus(1, x), plus(1, y));
}

export function exactPow(base: Real, exponent: Real): Binary {
  return exactExpOf(times(exponent, exactLogOf(big(base))));
}

function size(x: Real): Binary {
  const { mantissa, exponent } = big(x);
  return { mantissa: absolute(mantissa), exponent };
}

export function exactTanh(x: Real): Binary {
  const power = exactExpm1Of(times(2, x));
  return over(power, plus(power, 2));
}

export function exactLogCosh(x: Real): Binary {
  const power = exactExpm1Of(size(x));
  return exactLogOf(plus(1, over(times(power, power), times(2, plus(1, power)))));
}

export function exactLog1pmx(x: Real): Binary {
  if (bitExponent(x) >= -1) return minus(exactLogOf(plus(1, x)), x);
  const bits = FINE + BigInt(2 * Math.max(0, -bitExponent(x)));
  const z = over(x, plus(2, x));
  const shift = BigInt(Math.max(0, -z.exponent));
  const logarithm = { mantissa: twiceAtanh(z.mantissa, 1n << shift, bits), exponent: -Number(bits) };
  return minus(logarithm, x);
}

function bitExponent(x: Real): number {
  const { mantissa, exponent } = big(x);
  return bitLength(absolute(mantissa)) + exponent;
}

export function exactExpm1mx(x: Real): Binary {
  return minus(exactExpm1Of(big(x)), x);
}

export function exactKlDiv(x: Real, y: Real): Binary {
  return plus(times(x, exactLogRatio(x, y)), times(-1, x), y);
}

/** ½·(x·ln x + y·ln y) − m·ln m. */
export function exactJsDiv(x: Real, y: Real): Binary {
  const middle = times(0.5, plus(x, y));
  const ratio = (z: Real): Binary => exactLogRatioOf(big(z), middle);
  return times(0.5, plus(times(x, ratio(x)), times(y, ratio(y))));
}

export function exactUnitDeviance(y: Real, mu: Real, p: number): Binary {
  if (p === 1) return times(2, exactKlDiv(y, mu));
  if (p === 2) return times(2, over(exactKlDiv(mu, y), mu));
  if (p === 0) return times(minus(y, mu), minus(y, mu));
  const [a, b] = [2 - p, 1 - p];
  const ofY = big(y).mantissa <= 0n ? big(0) : exactPow(y, big(a));
  return times(
    2,
    plus(
      over(ofY, times(a, b)),
      times(-1, over(times(y, exactPow(mu, big(b))), b)),
      over(exactPow(mu, big(a)), a),
    ),
  );
}

export function exactHypot(a: Real, b: Real): Binary {
  return squareRoot(plus(times(a, a), times(b, b)));
}

/** Numbers Bₖ = numerator/denominator, by their recurrence. */
function bernoulliNumbers(count: number): readonly (readonly [bigint, bigint])[] {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
  const numbers: [bigint, bigint][] = [];
  for (let m = 0; m <= count; m++) {
    let [n, d]: [bigint, bigint] = [m === 0 ? 1n : 0n, 1n];
    let binomial = 1n;
    for (let k = 0; k < m; k++) {
      const [bn, bd] = numbers[k] ?? [0n, 1n];
      [n, d] = [n * bd * BigInt(m - k + 1) - binomial * bn * d, d * bd * BigInt(m - k + 1)];
      const divisor = gcd(n, d);
      [n, d] = [n / divisor, d / divisor];
      binomial = (binomial * BigInt(m - k)) / BigInt(k + 1);
    }
    numbers.push([n, d]);
  }
  return numbers;
}

const bernoulli = bernoulliNumbers(60);
const ratio = ([n, d]: readonly [bigint, bigint], by: number): Binary =>
  over({ mantissa: n, exponent: 0 }, { mantissa: d * BigInt(by), exponent: 0 });

/** π by Machin's formula. */
function pi(): Binary {
  const unit = 1n << FINE;
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    for (let power = unit / inverse, k = 1n, sign = 1n; power !== 0n; k += 2n, sign = -sign) {
      sum += (sign * power) / k;
      power /= inverse * inverse;
    }
    return sum;
  };
  return { mantissa: 16n * arctan(5n) - 4n * arctan(239n), exponent: -Number(FINE) };
}
const halfLnTwoPi = times(0.5, exactLogOf(times(2, pi())));

/** How far the argument is shifted up before the asymptotic series. */
const SHIFT = 60;

export function exactLgamma(x: Real): Binary {
  const shiftedUp = plus(x, SHIFT);
  let product = big(1);
  for (let i = 0; i < SHIFT; i++) product = times(product, plus(x, i));
  let sum = plus(times(minus(shiftedUp, 0.5), exactLogOf(shiftedUp)), times(-1, shiftedUp), halfLnTwoPi);
  let power = shiftedUp;
  for (let k = 2; k <= 60; k += 2) {
    sum = plus(sum, over(ratio(bernoulli[k] ?? [0n, 1n], k * (k - 1)), power));
    power = times(power, shiftedUp, shiftedUp);
  }
  return minus(sum, exactLogOf(product));
}

export function exactDigamma(x: Real): Binary {
  const shiftedUp = plus(x, SHIFT);
  let sum = minus(exactLogOf(shiftedUp), over(0.5, shiftedUp));
  for (let i = 0; i < SHIFT; i++) sum = minus(sum, over(1, plus(x, i)));
  let power = times(shiftedUp, shiftedUp);
  for (let k = 2; k <= 60; k += 2) {
    sum = minus(sum, over(ratio(bernoulli[k] ?? [0n, 1n], k), power));
    power = times(power, shiftedUp, shiftedUp);
  }
  return sum;
}
