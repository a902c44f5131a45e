import { randomStream, uint32At } from '../prng.ts';
import { numberOf, ratioOf, unitsOf } from './units.ts';

/** Terms with their sum, which is exact, and how hard it is: Σ|x| / |Σx|. */
export interface IllConditionedSum {
  readonly terms: Float64Array;
  /** In units. */
  readonly sum: bigint;
  readonly condition: number;
}

/**
 * Terms whose sum has a condition number of about count · 2^bits: the first half is random, up to 2^bits; each of the
 * second takes away all that was summed so far but for a random rest, which falls to 1. They are shuffled in the end.
 * Source: Ogita, Rump, Oishi 2005, algorithm 6.1, doi:10.1137/030601818, with second factors of 1
 */
export function illConditionedSum(count: number, bits: number, seed: number): IllConditionedSum {
  const random = randomStream(seed, bits);
  // Of all 53 bits, in (-1, 1).
  const unit = (i: number): number =>
    (uint32At(random, i) - 2 ** 31) * 2 ** -31 + (uint32At(random, 3 * count + i) >>> 10) * 2 ** -53;
  const half = count / 2;
  const terms = new Float64Array(count);
  let sum = 0n;
  for (let i = 0; i < count; i++) {
    const exponent =
      i < half ? uint32At(random, count + i) % (bits + 1) : Math.round((bits * (count - 1 - i)) / (half - 1));
    const next = unit(i) * 2 ** exponent;
    const term = i < half ? next : next - numberOf(sum);
    terms[i] = term;
    sum += unitsOf(term);
  }
  for (let i = count - 1; i > 0; i--) {
    const j = uint32At(random, 2 * count + i) % (i + 1);
    [terms[i], terms[j]] = [terms[j] ?? 0, terms[i] ?? 0];
  }
  let magnitude = 0n;
  for (const term of terms) magnitude += unitsOf(Math.abs(term));
  return { terms, sum, condition: ratioOf(magnitude, sum) };
}
