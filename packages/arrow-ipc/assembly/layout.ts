/** Memory that decoders work in: behind the constants, where it costs no bytes in the module. */
export class Layout {
  /** Of a frame's content. */
  @inline static get contentHash(): usize {
    return (__heap_base + 15) & ~15;
  }
  /** Of a header or a stored block. */
  @inline static get shortHash(): usize {
    return Layout.contentHash + 32;
  }
  /** Probabilities of symbols as i16. */
  @inline static get probabilities(): usize {
    return Layout.shortHash + 32;
  }
  /** Where each symbol's states go on, as u16. */
  @inline static get nextOf(): usize {
    return Layout.probabilities + 512;
  }
  /** 2,048 entries by the next 11 bits: code length u8, symbol u8. */
  @inline static get codes(): usize {
    return Layout.nextOf + 512;
  }
  @inline static get weights(): usize {
    return Layout.codes + 4096;
  }
  /** Where the codes of each weight begin, as u32. */
  @inline static get firstOf(): usize {
    return Layout.weights + 256;
  }
  /** 64 entries of a state. */
  @inline static get weightTable(): usize {
    return Layout.firstOf + 64;
  }
  /** 512 entries of a state. */
  @inline static get lengthTable(): usize {
    return Layout.weightTable + 512;
  }
  /** 512 entries of a state. */
  @inline static get matchTable(): usize {
    return Layout.lengthTable + 4096;
  }
  /** 256 entries of a state. */
  @inline static get distanceTable(): usize {
    return Layout.matchTable + 4096;
  }
  /** The literals of a block, 128 KiB at most, and room behind them. */
  @inline static get literals(): usize {
    return Layout.distanceTable + 2048;
  }
  /** Where memory for input and output begins. */
  @inline static get end(): usize {
    return Layout.literals + 128 * 1024 + 64;
  }
}
