const SMALLEST_EXPONENT = -1074;
const LARGEST_EXPONENT = 1023;

/** Every power of two that is a double. A look-up is faster than to build one from bits, and `**` may err. */
const POWERS: Float64Array = /* @__PURE__ */ powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(LARGEST_EXPONENT - SMALLEST_EXPONENT + 1);
  let power = Number.MIN_VALUE;
  for (let i = 0; i < powers.length; i++, power *= 2) powers[i] = power;
  return powers;
}

/** 2^exponent, for a whole exponent from −1074 to 1023. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent - SMALLEST_EXPONENT]!;
}
