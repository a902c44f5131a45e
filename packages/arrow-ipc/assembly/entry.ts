import { Bits } from './bits';

export const entryShift: usize = 3;

/**
 * An entry of a decoding table, eight bytes: the bits that choose the next state u8; these and the value's extra bits
 * together u8; the address of the next state's entry if those bits are 0 u16; the extra bits u8; the value's base u24.
 * A shift by a count looks at six bits of it, so that whole entries serve as counts of their lowest byte. Entries can be
 * added up to add their counts: tables lie below 32 KiB, so that two addresses don't reach the byte above.
 */
export class Entry {
  @inline static write(at: usize, stateBits: i32, extraBits: i32, next: usize, base: u32): void {
    store<u8>(at, <u8>stateBits);
    store<u8>(at, <u8>(stateBits + extraBits), 1);
    store<u16>(at, <u16>next, 2);
    store<u32>(at, (base << 8) | extraBits, 4);
  }

  /** @returns the entry of the next state, which the lowest bits choose */
  @inline static next(entry: u64, bits: u64): u64 {
    const at = <usize>(entry >> 16) & 0xffff;
    return load<u64>(at + ((<usize>Bits.low(bits, entry)) << entryShift));
  }

  /** @returns the entry of the state that the lowest bits are */
  @inline static first(table: usize, bits: u64, log: i32): u64 {
    return load<u64>(table + ((<usize>Bits.low(bits, log)) << entryShift));
  }

  @inline static extraBits(entry: u64): u64 {
    return (entry >> 32) & 255;
  }

  @inline static base(entry: u64): usize {
    return <usize>(entry >> 40);
  }
}
