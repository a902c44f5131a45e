/**
 * A sequence of random numbers that is addressed by row: a column can be made in any pieces, twice, or from its
 * middle, and is the same.
 */
export interface RandomStream {
  /** Odd, so that rows map one to one. */
  readonly step: number;
  readonly start: number;
}

/** Each input bit moves about half of the output's. Source: Wellons 2018, "lowbias32", nullprogram.com/blog/2018/07/31 */
function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x7f_eb_35_2d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x84_6c_a6_8b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** @param stream  tells apart the sequences that have one seed */
export function randomStream(seed: number, stream: number): RandomStream {
  const start = mix(mix(seed) + stream);
  return { step: mix(start + 1) | 1, start };
}

/** @returns an integer from 0 to 2³² − 1. @param row  from 0 to 2³² − 1 */
export function uint32At({ step, start }: RandomStream, row: number): number {
  return mix(Math.imul(row, step) + start);
}
