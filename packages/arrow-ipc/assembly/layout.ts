/**
 * Memory that decoders work in. The tables lie below the constants, at addresses that the code knows as numbers:
 * `--memoryBase` in scripts/build-wasm.mjs is where they end.
 */
export class Layout {
  /** Of a frame's content. */
  @inline static get contentHash(): usize {
    return 64;
  }
  /** Of a header or a stored block. */
  @inline static get shortHash(): usize {
    return 96;
  }
  /** Probabilities of symbols as i16. */
  @inline static get probabilities(): usize {
    return 128;
  }
  /** Where each symbol's states go on, as u16. */
  @inline static get nextOf(): usize {
    return 640;
  }
  @inline static get weights(): usize {
    return 1152;
  }
  /** Where the codes of each weight begin, as u32. */
  @inline static get firstOf(): usize {
    return 1408;
  }
  /** 64 entries of a state. */
  @inline static get weightTable(): usize {
    return 1472;
  }
  /** By the next 11 bits, how many of them are the code, as u8. */
  @inline static get codeLengths(): usize {
    return 2048;
  }
  /** By the next 11 bits, the symbol whose code they begin with, as u8. */
  @inline static get codeSymbols(): usize {
    return 4096;
  }
  /** 512 entries of a state. */
  @inline static get lengthTable(): usize {
    return 6144;
  }
  /** 512 entries of a state. */
  @inline static get matchTable(): usize {
    return 10_240;
  }
  /** 256 entries of a state. */
  @inline static get distanceTable(): usize {
    return 14_336;
  }
  /** The literals of a block, 128 KiB at most, and room behind them: behind the constants. */
  @inline static get literals(): usize {
    return (__heap_base + 15) & ~15;
  }
  /** Where memory for input and output begins. */
  @inline static get end(): usize {
    return Layout.literals + 128 * 1024 + 64;
  }
}
