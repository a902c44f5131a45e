import { exp } from './exp.ts';

/** Between these, powers are normal, and so are their products with a few more. */
const SMALLEST = -708;
const LARGEST = 700;
const STEPS_PER_UNIT = 2048;

/** 1.5·2⁴¹: adding and subtracting it rounds to a multiple of 2⁻¹¹, ties to even, in two IEEE operations. */
const ROUNDER = 3_298_534_883_328;

/** ½, and what r⁴/24 has of r² for |r| ≤ 2⁻¹²: the rest of it is below 2⁻⁵⁵. */
const FOLDED_HALF = 0.5 + 1 / 24 / 16_777_216;

/** e^i for whole i, and e^(j/2048); filled when needed first, since few programs do. */
const UNITS = new Float64Array(LARGEST - SMALLEST + 1);
const PARTS = new Float64Array(STEPS_PER_UNIT);

function fillTables(): void {
  for (let i = 0; i < UNITS.length; i++) UNITS[i] = exp(i + SMALLEST);
  for (let j = 0; j < PARTS.length; j++) PARTS[j] = exp(j / STEPS_PER_UNIT);
}

/**
 * e^x for x from −708 to 700, x beyond them being taken for them, in fewer operations than `exp`: for sums of powers.
 * A float32 takes the same steps and leaves the same remainders, so that vectors of four may be reduced.
 * @returns the power to 2.4 ulp; NaN for NaN
 * The same bits everywhere: IEEE + − × and table look-ups in a fixed order.
 */
export function stepPower(x: number): number {
  if (PARTS[0] === 0) fillTables();
  const within = x < SMALLEST ? SMALLEST : x > LARGEST ? LARGEST : x;
  const step = within + ROUNDER - ROUNDER;
  const index = step * STEPS_PER_UNIT;
  const power = UNITS[(index >> 11) - SMALLEST]! * PARTS[index & (STEPS_PER_UNIT - 1)]!;
  const r = within - step;
  return power + power * (r + r * r * (FOLDED_HALF + r * (1 / 6)));
}
