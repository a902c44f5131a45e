import { grown, taken } from './pair-sums.ts';
import type { LossRows } from './row-values.ts';

/**
 * What the standard error of a mean is made of, by group. The mean is a ratio Σa/Σd of weighted losses to weighted
 * divisors, and its error that of Σd·(a/d − mean): so the second moment of x = a/d around its own mean is kept, with
 * v = d² as its weight. Nothing is subtracted from a large sum of squares.
 * Source: West 1979, doi:10.1145/359146.359153
 */
export class MomentSums {
  weight: Float64Array = new Float64Array(0);
  mean: Float64Array = new Float64Array(0);
  squares: Float64Array = new Float64Array(0);

  reserve(groups: number): void {
    this.weight = grown(this.weight, groups);
    this.mean = grown(this.mean, groups);
    this.squares = grown(this.squares, groups);
  }

  /** Adds the used rows of a block whose numbers are finite. */
  add(groups: Int32Array, count: number, { fates, values, weights, divisors }: LossRows): void {
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      const loss = weights === null ? values[i]! : values[i]! * weights[i]!;
      const divisor = divisors === null ? 1 : divisors[i]!;
      if (Number.isFinite(loss) && Number.isFinite(divisor)) this.addOne(groups[i]!, loss, divisor);
    }
  }

  addOne(group: number, loss: number, divisor: number): void {
    if (divisor === 0) {
      this.squares[group]! += loss * loss;
      return;
    }
    const x = loss / divisor;
    const v = divisor * divisor;
    const weight = this.weight[group]! + v;
    const mean = this.mean[group]!;
    const next = mean + ((x - mean) * v) / weight;
    // Never negative but by rounding, where a value is next to the mean.
    this.squares[group]! += Math.max(0, v * (x - mean) * (x - next));
    this.mean[group] = next;
    this.weight[group] = weight;
  }

  take(groups: Int32Array): Readonly<Record<'weight' | 'mean' | 'squares', Float64Array>> {
    return {
      weight: taken(this.weight, groups),
      mean: taken(this.mean, groups),
      squares: taken(this.squares, groups),
    };
  }
}
