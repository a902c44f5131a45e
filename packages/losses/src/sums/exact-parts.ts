import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import { powerOfTwo } from '../math/power-of-two.ts';

/** Values whose parts can be told apart at a time: more may leave the binade of an offset. */
export const PARTS_ROWS = 2048;
export const PART_COUNT = 3;

/** The largest value's exponent, beyond which an offset would overflow, and below which units are the smallest. */
const MOST_EXPONENT = 1010;
const LEAST_EXPONENT = -950;
/** From the largest value's exponent to those of the offsets. */
const OFFSETS = [12, -30, -72] as const;

/**
 * The sum of values as three doubles, exactly.
 *
 * Adding x to an offset a = 1.5·2^(e+12), |x| < 2^(e+1), rounds it to a multiple of 2^(e−40); what is left,
 * r = x − ((a + x) − a), is exact (Dekker) and goes to the next offset, 2⁴² below. After the third nothing may be left.
 * 512 values a lane leave each offset in its binade, so that each sum is exact too, and so are those of four lanes.
 * @param parts     three doubles to write; their sum is that of the values
 * @param values    finite
 * @param from, to  at most 2,048 values, a multiple of 4
 * @returns         false if the values span too many powers of two, or are too large; then `parts` hold nothing of use
 * Source: Demmel, Hida 2003, doi:10.1137/S1064827502407627
 */
export function exactParts(parts: Float64Array, values: Float64Array, from: number, to: number): boolean {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  DOUBLE[0] = largest;
  const exponent = Math.max((WORDS[HIGH_WORD]! >>> 20) - 1023, LEAST_EXPONENT);
  if (exponent > MOST_EXPONENT) return false;
  const [first, second, third] = OFFSETS.map((above) => 1.5 * powerOfTwo(exponent + above));
  return addToOffsets(parts, values, from, to, first!, second!, third!);
}

function addToOffsets(
  parts: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  first: number,
  second: number,
  third: number,
): boolean {
  parts.fill(0, 0, PART_COUNT);
  let left = false;
  for (let lane = 0; lane < 4; lane++) {
    let [a, b, c] = [first, second, third];
    for (let i = from + lane; i < to; i += 4) {
      const x = values[i]!;
      const nextA = a + x;
      const y = x - (nextA - a);
      const nextB = b + y;
      const z = y - (nextB - b);
      const nextC = c + z;
      left ||= z - (nextC - c) !== 0;
      a = nextA;
      b = nextB;
      c = nextC;
    }
    parts[0]! += a - first;
    parts[1]! += b - second;
    parts[2]! += c - third;
  }
  return !left;
}
