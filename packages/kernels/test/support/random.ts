import type { NumberType } from '@offmark/losses';

/** What goes wrong first: limits of the formats and of the functions. */
const specials: readonly number[] = `
  0 1 2 0.5 0.6875 1.375 1e-7 5e-324 1e-310 2.2250738585072014e-308 1e-17 1e300 1e308 708 708.5 709 709.78 710 711
  745 745.2 746 747 9007199254740992 1152921504606846976 1.7976931348623157e308 Infinity`
  .trim()
  .split(/\s+/u)
  .flatMap((text) => [Number(text), -Number(text)]);

/** Seeded numbers: mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  whole(below: number): number {
    return Math.floor(this.unit() * below);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  pick<T>(items: readonly T[]): T {
    for (const item of items.slice(this.whole(items.length))) return item;
    throw new RangeError('nothing to pick from');
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.whole(256));
  }

  /** Any double, each pattern of bits as likely as the next. */
  bits(): number {
    return new DataView(this.bytes(8).buffer).getFloat64(0);
  }

  special(): number {
    return this.whole(20) === 0 ? NaN : this.pick(specials);
  }
}

/** How numbers may lie: `kind` of a column or register. */
export const kinds: Readonly<Record<string, (random: Random) => number>> = {
  ordinary: (random) => random.between(-5, 5),
  probabilities: (random) => random.unit(),
  logits: (random) => random.between(-40, 40),
  'wide logits': (random) => random.between(-800, 800),
  'few numbers': (random) => random.whole(3) - 1,
  'mostly zeros': (random) =>
    random.whole(4) === 0 ? random.pick([random.between(-5, 5), random.special()]) : random.pick([0, 0, -0]),
  'some special': (random) => (random.whole(10) === 0 ? random.special() : random.between(-5, 5)),
  special: (random) => random.special(),
  'any bits': (random) => random.bits(),
};

const writers: Readonly<
  Record<Exclude<NumberType, 'bool' | 'float16'>, (view: DataView, x: number) => void>
> = {
  float32: (view, x) => view.setFloat32(0, x, true),
  float64: (view, x) => view.setFloat64(0, x, true),
  int8: (view, x) => view.setInt8(0, x),
  int16: (view, x) => view.setInt16(0, x, true),
  int32: (view, x) => view.setInt32(0, x, true),
  int64: (view, x) => view.setBigInt64(0, BigInt.asIntN(64, BigInt(Math.round(x))), true),
  uint8: (view, x) => view.setUint8(0, x),
  uint16: (view, x) => view.setUint16(0, x, true),
  uint32: (view, x) => view.setUint32(0, x, true),
  uint64: (view, x) => view.setBigUint64(0, BigInt.asUintN(64, BigInt(Math.round(x))), true),
};

export const bitsOf: Readonly<Record<NumberType, number>> = {
  bool: 1,
  float16: 16,
  float32: 32,
  float64: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
};

/** The least bits of a half that is at most x ≥ 0, or of −x: near enough for tests. */
function halfBits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const [sign, magnitude] = [x < 0 || Object.is(x, -0) ? 0x8000 : 0, Math.abs(x)];
  if (magnitude >= 65_520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | Math.floor(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | (((exponent + 15) << 10) + Math.floor((magnitude / 2 ** exponent - 1) * 1024));
}

/** Numbers as a column of that type holds them. Those that the type has not become some that it has. */
export function columnOf(type: NumberType, numbers: readonly number[]): Uint8Array {
  const bits = bitsOf[type];
  const data = new Uint8Array(Math.ceil((numbers.length * bits) / 8));
  for (const [i, x] of numbers.entries()) {
    if (type === 'bool') {
      if (x >= 0.5) data[i >> 3] = (data[i >> 3] ?? 0) | (1 << (i & 7));
    } else {
      const view = new DataView(data.buffer, (i * bits) / 8);
      if (type === 'float16') view.setUint16(0, halfBits(x), true);
      else writers[type](view, type.endsWith('64') && type !== 'float64' && !Number.isFinite(x) ? 0 : x);
    }
  }
  return data;
}
