import { doubleOf, ulpsAbove } from './exact.ts';
import { Random, repeated } from './random.ts';

/** x and its neighbours. */
function around(x: number): number[] {
  return [-2, -1, 0, 1, 2].map((ulps) => Math.sign(x) * ulpsAbove(Math.abs(x), ulps));
}

/** Where the table of the logarithm goes from row to row, in several binades. */
function logRows(): number[] {
  const starts = repeated(256, (j) => doubleOf((0x3fe60000n + BigInt(j) * 4096n) << 32n));
  return [1, 2 ** -1, 2 ** 7, 2 ** -1020, 2 ** 1000].flatMap((scale) =>
    starts.flatMap((x) => around(x * scale)),
  );
}

function nearOne(): number[] {
  return repeated(53, (k) => [1 - 2 ** -(k + 1), 1 + 2 ** -k])
    .flat()
    .flatMap(around);
}

export function logInputs(seed: number): number[] {
  const random = new Random(seed);
  return [
    ...logRows(),
    ...nearOne(),
    ...around(2 ** -1022),
    ...[1, 2, 3, 1000].map((n) => n * Number.MIN_VALUE),
    Number.MAX_VALUE,
    ...repeated(5000, () => random.double()),
    ...repeated(1000, () => random.unit() * 2 ** -1022),
    ...repeated(5000, () => random.between(0.6, 1.6)),
    ...repeated(5000, () => random.between(0.99, 1.01)),
    ...repeated(5000, () => 1 + random.sign() * random.scaled(52)),
  ].filter((x) => x > 0 && x !== 1);
}

export function log1pInputs(seed: number): number[] {
  const random = new Random(seed);
  return [
    ...logRows().map((x) => x - 1),
    ...repeated(1060, (k) => [2 ** -k, -(2 ** -(k + 1))]).flat(),
    ...repeated(60, (k) => [1.5 * 2 ** -k, -1.5 * 2 ** -(k + 1), 2 ** -k - 2 ** -53, 2 ** k + 0.75]).flat(),
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    ...repeated(2000, () => -1 + random.scaled(50)),
    ...repeated(5000, () => random.sign() * random.between(0, 0.01)),
    ...repeated(5000, () => random.between(-1, 2)),
    ...repeated(5000, () => random.sign() * random.scaled(70)),
    ...repeated(2000, () => random.double()),
  ].filter((x) => x > -1 && x !== 0);
}

/** Half-way between the steps of the exponential's table: |r| is largest, and for large |x| r has a low part. */
function expSteps(random: Random): number[] {
  const middles = repeated(3000, () => ((random.whole(510_000) - 255_000.5) * Math.LN2) / 256);
  return middles.flatMap(around);
}

export function expInputs(seed: number): number[] {
  const random = new Random(seed);
  return [
    ...expSteps(random).filter((x) => Math.abs(x) < 708),
    ...[709.782712893384, 709, 708.3964185322641, 708, 1, 0.5, Math.LN2, Math.LN2 / 512].flatMap(around),
    ...repeated(1000, (k) => [2 ** -k, -(2 ** -k)])
      .flat()
      .filter((x) => Math.abs(x) < 709),
    ...repeated(5000, () => random.between(-708, 709.78)),
    ...repeated(5000, () => random.between(-1, 1)),
    ...repeated(3000, () => random.sign() * random.scaled(60)),
  ].filter((x) => x > -708.39);
}

/** Where e^x is a subnormal number. */
export function subnormalExpInputs(seed: number): number[] {
  const random = new Random(seed);
  return [
    ...[708.3964185322641, 708.4, 744.4400719213812, 745.1332191019411].flatMap((x) => around(-x)),
    ...repeated(5000, () => -random.between(708.4, 745.13)),
  ];
}

export function expm1Inputs(seed: number): number[] {
  const random = new Random(seed);
  return [
    ...repeated(400, (j) => ((j - 200.5) * Math.LN2) / 256).flatMap(around),
    ...repeated(1060, (k) => [2 ** -k, -(2 ** -k)]).flat(),
    ...repeated(8000, () => random.between(-0.01, 0.01)),
    ...repeated(6000, () => random.between(-2, 2)),
    ...repeated(3000, () => random.between(-60, 60)),
    ...repeated(2000, () => random.between(-708, 709)),
    ...repeated(2000, () => random.sign() * random.scaled(1000)),
  ].filter((x) => x !== 0);
}

/** Pairs: a number and up to half its ulp. */
export function logOfSumInputs(seed: number): (readonly [number, number])[] {
  const random = new Random(seed);
  const highs = [
    ...repeated(20_000, () => random.between(0.6, 1.6)),
    ...repeated(3000, () => random.double()),
  ];
  const pairs = highs
    .filter((high) => high >= 2 ** -1022)
    .map((high) => [high, (random.sign() * random.unit() * (ulpsAbove(high, 1) - high)) / 2] as const);
  const almostZero = repeated(1000, (k) => [1, random.sign() * 2 ** -(k + 53)] as const);
  return [...pairs, ...almostZero].filter(([high, low]) => Number.isFinite(low) && (high !== 1 || low !== 0));
}

/** Half-way between the steps, where remainders are largest, and anywhere. */
export function stepPowerInputs(seed: number): number[] {
  const random = new Random(seed);
  const middles = repeated(3000, () => (random.whole(2_800_000) - 1_400_000 + 0.5) / 2048);
  return [
    ...middles.filter((x) => x > -707 && x < 699).flatMap(around),
    ...around(-707.9),
    ...around(699.9),
    ...repeated(5000, () => random.between(-708, 700)),
    ...repeated(5000, () => random.between(-10, 10)),
    ...repeated(2000, () => random.sign() * random.scaled(60)),
  ].filter((x) => x !== 0);
}
