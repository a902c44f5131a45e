import { readFileSync } from 'node:fs';
import { type Binary, doubleOf } from '../math/exact.ts';
import { Random } from '../math/random.ts';

/** One case of test/data/sum-vectors.json. */
export interface SumVector {
  readonly id: string;
  readonly n: number;
  readonly nan: number;
  readonly pinf: number;
  readonly ninf: number;
  readonly units: string;
  readonly sum: string;
  readonly mean?: string;
  readonly inputs?: readonly string[];
  readonly dtype?: 'f32';
  readonly gen?: string;
  readonly count?: number;
  readonly seed?: number;
  readonly p?: number | string;
}

export function sumVectors(): readonly SumVector[] {
  const text = readFileSync(new URL('../data/sum-vectors.json', import.meta.url), 'utf8');
  const { cases }: { cases: readonly SumVector[] } = JSON.parse(text);
  return cases;
}

export function unhex(digits: string): number {
  return doubleOf(BigInt(`0x${digits}`));
}

/** `<hex>p<exponent>`, as the oracle writes exact values. */
export function parseUnits(text: string): Binary {
  const [digits = '0', exponent = '0'] = text.replace(/^-/, '').split('p');
  const magnitude = BigInt(`0x${digits}`);
  return { mantissa: text.startsWith('-') ? -magnitude : magnitude, exponent: Number(exponent) };
}

function doubleFromBits(random: Random, mask: bigint): number {
  for (;;) {
    const x = doubleOf(random.bits() & mask);
    if (Number.isFinite(x)) return x;
  }
}

function power(random: Random, p: number): number {
  return 2 ** (Number((random.bits() >> 32n) % BigInt(2 * p + 1)) - p);
}

const ALL = (1n << 64n) - 1n;

/** The generators as the top of the file states them. */
const generators: Readonly<Record<string, (random: Random, i: number, p: number) => number>> = {
  u01: (random) => random.unit(),
  signed: (random) => random.unit() - 0.5,
  square: (random, _, p) => (p * random.unit() - p / 2) ** 2,
  wide: (random, _, p) => (random.unit() - 0.5) * power(random, p),
  widepos: (random, _, p) => random.unit() * power(random, p),
  bits: (random) => doubleFromBits(random, ALL),
  bitspos: (random) => doubleFromBits(random, ALL >> 1n),
  alt: (random, i, p) => (i % 2 === 1 ? -1 : 1) * (p + random.unit()),
  denormal: (random, _, p) => doubleOf(random.bits() >> BigInt(p)),
  spike: (random, i, p) => random.unit() * (i % p === p - 1 ? 2 ** 200 : 1),
  repeat: (_, _i, p) => p,
  geometric: (_, i, p) => 2 ** (p - i),
  harmonic: (_, i) => 1 / (i + 1),
  ramp: (_, i, p) => i * p,
  hinge: (random, _, p) => Math.max(0, random.unit() - p),
  halfulp: (_, i, p) => p + (i % 2 === 1 ? 2 ** -52 : 0),
  drift: (random, i, p) => random.unit() * 2 ** Math.floor(i / p),
  oneneg: (random, i, p) => (i === p ? -(2 ** -100) : random.unit()),
  ints: (random) => Number(random.bits() >> 40n),
};

export function parameterOf({ p = 0 }: SumVector): number {
  return typeof p === 'string' ? unhex(p) : p;
}

/** The values of a case, for as many as fit the memory. */
export function valuesOf(vector: SumVector): Float64Array {
  if (vector.inputs !== undefined) return Float64Array.from(vector.inputs, unhex);
  const make = generators[vector.gen ?? ''];
  if (make === undefined) throw new RangeError(`no generator ${vector.gen}`);
  const random = new Random(vector.seed ?? 0);
  const p = parameterOf(vector);
  const values = Float64Array.from({ length: vector.n }, (_, i) => make(random, i, p));
  return vector.dtype === 'f32' ? Float64Array.from(values, Math.fround) : values;
}
