import { Bytes } from './vector';

class Index {
  /** The place of an integer of 32 bits. */
  @inline static of(i: i32): usize {
    return (<usize>i) << 2;
  }
}

/** Cells are 32 bytes: sum, compensation, count; see `addToGroups` of @offmark/losses. */
export function addToGroups(cells: usize, groups: usize, values: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const cell = cells + ((<usize>load<i32>(groups + Index.of(i))) << 5);
    const value = load<f64>(values + Bytes.of(i));
    const before = load<f64>(cell);
    const sum = before + value;
    const added = sum - before;
    store<f64>(cell, load<f64>(cell, 8) + (before - (sum - added) + (value - added)), 8);
    store<f64>(cell, sum);
    store<i32>(cell, load<i32>(cell, 16) + 1, 16);
  }
}

class Table {
  /** Integers of 32 bits at most: those beyond the table's values are beyond its places too, modulo 2³². */
  @inline static lookUp<T>(out: usize, table: usize, places: i32, first: i32, data: usize, length: i32): i32 {
    for (let i = 0; i < length; i++) {
      const place = <i32>load<T>(data + <usize>i * sizeof<T>()) - first;
      if (<u32>place >= <u32>places) return i;
      const found = load<i32>(table + Index.of(place));
      if (found < 0) return i;
      store<i32>(out + Index.of(i), found);
    }
    return length;
  }
}

export function lookUpInt8(out: usize, table: usize, places: i32, first: i32, data: usize, length: i32): i32 {
  return Table.lookUp<i8>(out, table, places, first, data, length);
}

export function lookUpUint8(
  out: usize,
  table: usize,
  places: i32,
  first: i32,
  data: usize,
  length: i32,
): i32 {
  return Table.lookUp<u8>(out, table, places, first, data, length);
}

export function lookUpInt16(
  out: usize,
  table: usize,
  places: i32,
  first: i32,
  data: usize,
  length: i32,
): i32 {
  return Table.lookUp<i16>(out, table, places, first, data, length);
}

export function lookUpUint16(
  out: usize,
  table: usize,
  places: i32,
  first: i32,
  data: usize,
  length: i32,
): i32 {
  return Table.lookUp<u16>(out, table, places, first, data, length);
}

/** Signed or not: differences are the same modulo 2³². */
export function lookUpInt32(
  out: usize,
  table: usize,
  places: i32,
  first: i32,
  data: usize,
  length: i32,
): i32 {
  return Table.lookUp<i32>(out, table, places, first, data, length);
}

/** @param first  a whole number within ±2⁶² */
export function lookUpInt64(
  out: usize,
  table: usize,
  places: i32,
  first: f64,
  data: usize,
  length: i32,
): i32 {
  const least = <i64>first;
  for (let i = 0; i < length; i++) {
    const place = load<i64>(data + Bytes.of(i)) - least;
    if (<u64>place >= <u64>places) return i;
    const found = load<i32>(table + Index.of(<i32>place));
    if (found < 0) return i;
    store<i32>(out + Index.of(i), found);
  }
  return length;
}
