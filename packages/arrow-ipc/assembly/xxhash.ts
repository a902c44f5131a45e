// XXH32 and XXH64 (Collet, https://github.com/Cyan4973/xxHash, the format's own description) with seed 0, taken in
// whole stripes as the bytes come. A state is four accumulators, 16 or 32 bytes.

const p32a: u32 = 0x9e3779b1;
const p32b: u32 = 0x85ebca77;
const p32c: u32 = 0xc2b2ae3d;
const p32d: u32 = 0x27d4eb2f;
const p32e: u32 = 0x165667b1;

const p64a: u64 = 0x9e3779b185ebca87;
const p64b: u64 = 0xc2b2ae3d27d4eb4f;
const p64c: u64 = 0x165667b19e3779f9;
const p64d: u64 = 0x85ebca77c2b2ae63;
const p64e: u64 = 0x27d4eb2f165667c5;

class Round {
  @inline static of32(accumulator: u32, input: u32): u32 {
    return rotl<u32>(accumulator + input * p32b, 13) * p32a;
  }

  @inline static of64(accumulator: u64, input: u64): u64 {
    return rotl<u64>(accumulator + input * p64b, 31) * p64a;
  }
}

export function xxh32Begin(state: usize): void {
  store<u32>(state, p32a + p32b);
  store<u32>(state, p32b, 4);
  store<u32>(state, 0, 8);
  store<u32>(state, 0 - p32a, 12);
}

/** @returns the end of the last whole stripe of 16 bytes */
export function xxh32Stripes(state: usize, at: usize, end: usize): usize {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  for (; end - at >= 16; at += 16) {
    a = Round.of32(a, load<u32>(at));
    b = Round.of32(b, load<u32>(at, 4));
    c = Round.of32(c, load<u32>(at, 8));
    d = Round.of32(d, load<u32>(at, 12));
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
  return at;
}

/** @param total bytes of all, modulo 2³² @param isLong whether there were stripes */
export function xxh32End(state: usize, at: usize, end: usize, total: u32, isLong: bool): u32 {
  let hash = p32e;
  if (isLong) {
    hash =
      rotl<u32>(load<u32>(state), 1) +
      rotl<u32>(load<u32>(state, 4), 7) +
      rotl<u32>(load<u32>(state, 8), 12) +
      rotl<u32>(load<u32>(state, 12), 18);
  }
  hash += total;
  for (; end - at >= 4; at += 4) hash = rotl<u32>(hash + load<u32>(at) * p32c, 17) * p32d;
  for (; at < end; at++) hash = rotl<u32>(hash + <u32>load<u8>(at) * p32e, 11) * p32a;
  hash = (hash ^ (hash >> 15)) * p32b;
  hash = (hash ^ (hash >> 13)) * p32c;
  return hash ^ (hash >> 16);
}

function merge64(hash: u64, accumulator: u64): u64 {
  return (hash ^ Round.of64(0, accumulator)) * p64a + p64d;
}

export function xxh64Begin(state: usize): void {
  store<u64>(state, p64a + p64b);
  store<u64>(state, p64b, 8);
  store<u64>(state, 0, 16);
  store<u64>(state, 0 - p64a, 24);
}

/** @returns the end of the last whole stripe of 32 bytes */
export function xxh64Stripes(state: usize, at: usize, end: usize): usize {
  let a = load<u64>(state);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  for (; end - at >= 32; at += 32) {
    a = Round.of64(a, load<u64>(at));
    b = Round.of64(b, load<u64>(at, 8));
    c = Round.of64(c, load<u64>(at, 16));
    d = Round.of64(d, load<u64>(at, 24));
  }
  store<u64>(state, a);
  store<u64>(state, b, 8);
  store<u64>(state, c, 16);
  store<u64>(state, d, 24);
  return at;
}

/** @param total bytes of all @returns the hash's low 32 bits, which is what frames keep */
export function xxh64End(state: usize, at: usize, end: usize, total: f64, isLong: bool): u32 {
  let hash = p64e;
  if (isLong) {
    const a = load<u64>(state);
    const b = load<u64>(state, 8);
    const c = load<u64>(state, 16);
    const d = load<u64>(state, 24);
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merge64(merge64(merge64(merge64(hash, a), b), c), d);
  }
  hash += <u64>total;
  for (; end - at >= 8; at += 8) hash = rotl<u64>(hash ^ Round.of64(0, load<u64>(at)), 27) * p64a + p64d;
  if (end - at >= 4) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * p64a), 23) * p64b + p64c;
    at += 4;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * p64e), 11) * p64a;
  hash = (hash ^ (hash >> 33)) * p64b;
  hash = (hash ^ (hash >> 29)) * p64c;
  return <u32>(hash ^ (hash >> 32));
}
