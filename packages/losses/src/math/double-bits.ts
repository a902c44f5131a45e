/** One double and its two 32-bit words, in one memory: bits without a DataView or a BigInt. */
export const DOUBLE: Float64Array = /* @__PURE__ */ new Float64Array(1);
export const WORDS: Int32Array = /* @__PURE__ */ new Int32Array(DOUBLE.buffer);

/** Which of `WORDS` has the sign, the exponent and the top of the fraction: 1 on little-endian machines. */
export const HIGH_WORD: number = /* @__PURE__ */ findHighWord();

function findHighWord(): number {
  const one = new Int32Array(Float64Array.of(1).buffer);
  return one[0] === 0 ? 1 : 0;
}
