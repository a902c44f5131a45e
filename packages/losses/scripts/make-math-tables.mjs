// Writes the tables of src/math from big integers alone; `--check` compares instead.
// Every invariant on which src/math builds is checked here.
import { readFileSync, writeFileSync } from 'node:fs';

const PRECISION = 200n; // fixed point: v means v · 2^-200
const ONE = 1n << PRECISION;

/** ln(numerator / denominator) = 2 atanh((n − d) / (n + d)). */
function lnOf(numerator, denominator) {
  const z = ((numerator - denominator) * ONE) / (numerator + denominator);
  const square = (z * z) / ONE;
  let sum = 0n;
  for (let power = z, k = 1n; power !== 0n; power = (power * square) / ONE, k += 2n) sum += power / k;
  return 2n * sum;
}

/** e^v by Taylor's series. */
function expOf(v) {
  let sum = 0n;
  for (let term = ONE, k = 1n; term !== 0n; term = (term * v) / ONE / k, k += 1n) sum += term;
  return sum;
}

/** v to the nearest multiple of 2^-bits, ties up. */
function roundTo(v, bits) {
  const unit = 1n << (PRECISION - bits);
  return ((v + unit / 2n) >> (PRECISION - bits)) * unit;
}

/** The nearest double; exact when v has at most 53 significant bits. */
function toNumber(v) {
  const magnitude = v < 0n ? -v : v;
  const drop = magnitude.toString(2).length - 60;
  if (drop <= 0) return Number(v) * 2 ** -Number(PRECISION);
  // Round to odd at 60 bits, so that Number() rounds once, to nearest even.
  const sticky = magnitude & ((1n << BigInt(drop)) - 1n) ? 1n : 0n;
  const kept = Number((magnitude >> BigInt(drop)) | sticky) * 2 ** (drop - Number(PRECISION));
  return v < 0n ? -kept : kept;
}

/** A double of few bits, exactly. */
function fromNumber(x) {
  return (BigInt(x * 2 ** 100) * ONE) >> 100n;
}

/** A tail needs few digits: what it loses lies below 2^-69 of the whole. */
function tail(v, digits) {
  return Number(toNumber(v).toPrecision(digits));
}

function check(condition, message) {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

function listed(name, numbers) {
  const lines = [];
  let line = ' ';
  for (const item of numbers.map((x) => ` ${x},`)) {
    if (line.length + item.length > 110) {
      lines.push(line);
      line = ' ';
    }
    line += item;
  }
  lines.push(line);
  return `export const ${name}: Float64Array = /* @__PURE__ */ new Float64Array([\n${lines.join('\n')}\n]);\n`;
}

const header =
  '// Written by scripts/make-math-tables.mjs; a test compares.\n/* oxlint-disable oxc/approx-constant */\n\n';
const LN2 = lnOf(2n, 1n);

/**
 * Row j serves the mantissas m of [start, end): 0.6875 ≤ m < 1.375 in steps of the top eight fraction bits.
 * The inverse has so few bits that r = m · inverse − 1 is exact in doubles.
 */
function logRow(j) {
  // In units of 2^-9: steps of one below 1, of two above.
  const start = j < 160 ? 352n + BigInt(j) : 512n + 2n * BigInt(j - 160);
  const width = j < 160 ? 1n : 2n;
  const centre = 2n * start + width; // units of 2^-10
  const inverse = (2n ** 18n + centre / 2n) / centre; // nearest multiple of 2^-8
  const high = roundTo(-lnOf(inverse, 256n), 42n);
  const low = -lnOf(inverse, 256n) - high;
  const product = (m) => m * inverse - 2n ** 17n; // r, in units of 2^-17
  const largest = [product(start), product(start + width)]
    .map((r) => (r < 0n ? -r : r))
    .reduce((a, b) => (a > b ? a : b));
  check(largest <= (width === 1n ? 512n : 1024n), `r of row ${j} has at most 53 bits`);
  check(
    high === 0n ? inverse === 256n : (high < 0n ? -high : high) >= (largest * ONE) >> 17n,
    `row ${j}: |r| ≤ |high|`,
  );
  check(j === 159 || j === 160 ? inverse === 256n : high !== 0n, 'around 1 the logarithm is that of r alone');
  return [Number(inverse), toNumber(high), high === 0n ? 0 : tail(low, 9)];
}

function logTable() {
  const rows = Array.from({ length: 256 }, (_, j) => logRow(j));
  const high = roundTo(LN2, 42n);
  return (
    header +
    '/** Of the high word of a double: the exponent and fraction at which the first row starts. */\n' +
    'export const FIRST_MANTISSA_WORD = 0x3fe60000;\n\n' +
    '/** ln 2 to a multiple of 2⁻⁴², so that its product with an exponent is exact. */\n' +
    `export const LN2_HIGH = ${toNumber(high)};\n` +
    `export const LN2_LOW = ${toNumber(LN2 - high)};\n\n` +
    '/**\n * Rows of three for the mantissas from 0.6875 to 1.375 by their top eight fraction bits: 256 times a short\n' +
    ' * inverse, and −ln(inverse) as a multiple of 2⁻⁴² and the rest.\n */\n' +
    listed('LOG_ROWS', rows.flat())
  );
}

function expTable() {
  const rows = Array.from({ length: 256 }, (_, j) => {
    const value = expOf((LN2 * BigInt(j)) / 256n);
    const high = toNumber(value);
    return [high, j === 0 ? 0 : tail(value - fromNumber(high), 6)];
  });
  const step = LN2 / 256n;
  const stepHigh = roundTo(step, 42n);
  return (
    header +
    'export const STEPS_PER_UNIT = ' +
    `${toNumber((256n * ONE * ONE) / LN2)};\n` +
    '/** (ln 2)/256 to a multiple of 2⁻⁴², so that its product with a number of steps is exact. */\n' +
    `export const STEP_HIGH = ${toNumber(stepHigh)};\n` +
    `export const STEP_LOW = ${toNumber(step - stepHigh)};\n\n` +
    '/** Pairs: 2^(j/256) as a double and the rest. */\n' +
    listed('EXP_ROWS', rows.flat())
  );
}

/** ζ(s) by Borwein's alternating series of so many terms, each of which adds 2.5 bits. */
function zeta(s) {
  const n = 90n;
  const d = [];
  // dₖ = n·Σ (n + i − 1)!·4ⁱ/((n − i)!·(2i)!) over i ≤ k
  for (let i = 0n, term = 1n, sum = 0n; i <= n; i += 1n) {
    sum += term;
    d.push(sum);
    term = (term * 4n * (n + i) * (n - i)) / ((2n * i + 1n) * (2n * i + 2n));
  }
  const whole = d[Number(n)];
  let sum = 0n;
  for (let k = 0n; k < n; k += 1n) {
    const share = ((whole - d[Number(k)]) * ONE) / (k + 1n) ** s;
    sum += k % 2n === 0n ? share : -share;
  }
  return (sum * 2n ** (s - 1n)) / (whole * (2n ** (s - 1n) - 1n));
}

/** ln Γ(2 + z) = (1 − γ)·z + Σ (−1)ᵏ (ζ(k) − 1)/k·zᵏ over k ≥ 2, and 1 − γ = Σ (ζ(k) − 1)/k. */
function gammaTable() {
  const parts = Array.from({ length: 190 }, (_, i) => (zeta(BigInt(i + 2)) - ONE) / BigInt(i + 2));
  const series = parts.slice(0, 26).map((part, i) => (i % 2 === 0 ? part : -part));
  const first = parts.reduce((sum, part) => sum + part, 0n);
  check(toNumber(ONE - first) === 0.5772156649015329, "Euler's constant");
  return (
    header +
    '/** The coefficients of ln Γ(2 + z)/z, from the highest power of z on. */\n' +
    listed('LGAMMA_AT_TWO', [first, ...series].toReversed().map(toNumber))
  );
}

const tables = { 'log-table.ts': logTable(), 'exp-table.ts': expTable(), 'gamma-table.ts': gammaTable() };
for (const [name, text] of Object.entries(tables)) {
  const url = new URL(`../src/math/${name}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(url, text);
  else if (readFileSync(url, 'utf8') !== text) {
    console.error(`src/math/${name} is not what scripts/make-math-tables.mjs writes`);
    process.exitCode = 1;
  }
}
