import { FIRST_MANTISSA_WORD, LOG_ROWS } from './log-table.ts';

/** 1/6 and 1/4 with the term r⁸/8 folded in by Chebyshev's polynomial on |r| ≤ 2⁻⁸: two operations fewer. */
const SIXTH = 1 / 6 + 3 / 16 / 65_536;
const QUARTER = 1 / 4 - 9 / 128 / 4_294_967_296;

/** Of a row of `LOG_REDUCTIONS`. */
export const ROW_LENGTH = 5;

/**
 * Per interval of the mantissa m: its start, a short inverse, start·inverse − 1, and −ln(inverse) as high and low.
 * Then r = (m − start)·inverse + (start·inverse − 1) = m·inverse − 1 is exact at every step, without a fused
 * multiply-add, and ln m = −ln(inverse) + ln(1 + r) with |r| < 2⁻⁷.
 */
export const LOG_REDUCTIONS: Float64Array = /* @__PURE__ */ logReductions();

function logReductions(): Float64Array {
  const count = LOG_ROWS.length / 3;
  const rows = new Float64Array(count * ROW_LENGTH);
  for (let j = 0; j < count; j++) {
    const start = mantissaStart(j);
    const inverse = LOG_ROWS[3 * j]! / 256;
    rows.set(
      [start, inverse, start * inverse - 1, LOG_ROWS[3 * j + 1]!, LOG_ROWS[3 * j + 2]!],
      j * ROW_LENGTH,
    );
  }
  return rows;
}

/** The double of which the high word is `FIRST_MANTISSA_WORD` + j·2¹², the low word zero. */
function mantissaStart(j: number): number {
  const word = FIRST_MANTISSA_WORD + j * 4096;
  return word < 0x3ff00000 ? 0.5 + (word - 0x3fe00000) / 2_097_152 : 1 + (word - 0x3ff00000) / 1_048_576;
}

/** ln(1 + r) − r for |r| < 2⁻⁷, in a fixed order of operations. */
export function logTail(r: number): number {
  const square = r * r;
  const first = r * (1 / 3) - 0.5;
  const second = r * (1 / 5) - QUARTER;
  const third = r * (1 / 7) - SIXTH;
  return square * (first + square * (second + square * third));
}
