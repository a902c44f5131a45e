import { Bytes, Pair } from './vector';

/** Writes eight doubles, from numbers of each type. */
export class Eight {
  /** From four signed integers. */
  @inline static storeFour(out: usize, integers: v128): void {
    v128.store(out, f64x2.convert_low_i32x4_s(integers));
    v128.store(out, f64x2.convert_low_i32x4_s(Pair.high(integers)), 16);
  }

  @inline static storeSigned(out: usize, shorts: v128): void {
    Eight.storeFour(out, i32x4.extend_low_i16x8_s(shorts));
    Eight.storeFour(out + 32, i32x4.extend_high_i16x8_s(shorts));
  }

  @inline static storeUnsigned(out: usize, shorts: v128): void {
    Eight.storeFour(out, i32x4.extend_low_i16x8_u(shorts));
    Eight.storeFour(out + 32, i32x4.extend_high_i16x8_u(shorts));
  }

  @inline static storeFourFloats(out: usize, floats: v128): void {
    v128.store(out, f64x2.promote_low_f32x4(floats));
    v128.store(out, f64x2.promote_low_f32x4(Pair.high(floats)), 16);
  }

  /** Two 64-bit integers by their words: high · 2³² + low rounds once. */
  @inline static words(signed: bool, words: v128): v128 {
    const highs = i32x4.shuffle(words, words, 1, 3, 1, 3);
    const lows = i32x4.shuffle(words, words, 0, 2, 0, 2);
    const high = signed ? f64x2.convert_low_i32x4_s(highs) : f64x2.convert_low_i32x4_u(highs);
    return f64x2.add(f64x2.mul(high, Pair.of(4294967296)), f64x2.convert_low_i32x4_u(lows));
  }

  /**
   * Four halves, in 32 bits each, as f32. Exponent and fraction in their new places make the number times 2⁻¹¹²,
   * subnormal halves too; 0x77800000 is 2¹¹².
   */
  @inline static halves(bits: v128): v128 {
    const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
    const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
    const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x0f80_0000)), i32x4.splat(0x7f80_0000));
    const scaled = f32x4.mul(magnitude, f32x4.splat(reinterpret<f32>(0x7780_0000)));
    return v128.or(v128.or(scaled, special), sign);
  }

  @inline static storeHalves(out: usize, halves: v128): void {
    Eight.storeFourFloats(out, Eight.halves(i32x4.extend_low_i16x8_u(halves)));
    Eight.storeFourFloats(out + 32, Eight.halves(i32x4.extend_high_i16x8_u(halves)));
  }

  /** Eight bits from that bit of the first byte on. */
  @inline static bits(data: usize, bit: i32): u32 {
    return (<u32>load<u16>(data) >> bit) & 0xff;
  }

  @inline static storeBits(out: usize, bits: u32): void {
    const each = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
    const set = i16x8.eq(v128.and(i16x8.splat(<i16>bits), each), each);
    Eight.storeUnsigned(out, v128.and(set, i16x8.splat(1)));
  }
}

/** The first number is that bit of the data. */
export function castBool(out: usize, data: usize, length: i32, bit: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 1) {
    Eight.storeBits(out, Eight.bits(data, bit));
  }
}

export function castFloat16(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 16) {
    Eight.storeHalves(out, v128.load(data));
  }
}

export function castFloat32(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 32) {
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(data)));
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(data, 8)), 16);
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(data, 16)), 32);
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(data, 24)), 48);
  }
}

export function castFloat64(out: usize, data: usize, length: i32): void {
  memory.copy(out, data, Bytes.of(length));
}

export function castInt8(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 8) {
    Eight.storeSigned(out, v128.load_ext<i8>(data));
  }
}

export function castInt16(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 16) {
    Eight.storeSigned(out, v128.load(data));
  }
}

export function castInt32(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 32) {
    Eight.storeFour(out, v128.load(data));
    Eight.storeFour(out + 32, v128.load(data, 16));
  }
}

export function castInt64(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 16, data += 16) {
    v128.store(out, Eight.words(true, v128.load(data)));
  }
}

export function castUint8(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 8) {
    Eight.storeUnsigned(out, v128.load_ext<u8>(data));
  }
}

export function castUint16(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 64, data += 16) {
    Eight.storeUnsigned(out, v128.load(data));
  }
}

export function castUint32(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 32, data += 16) {
    const integers = v128.load(data);
    v128.store(out, f64x2.convert_low_i32x4_u(integers));
    v128.store(out, f64x2.convert_low_i32x4_u(Pair.high(integers)), 16);
  }
}

export function castUint64(out: usize, data: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 16, data += 16) {
    v128.store(out, Eight.words(false, v128.load(data)));
  }
}
