import { ExactCells } from '../sums/index.ts';
import type { ExactFields } from './group-fields.ts';
import type { LossRows } from './row-values.ts';

/**
 * What the standard error of a mean is made of where sums are exact: Σa² of the weighted losses a and, where rows do not
 * count 1, Σad and Σd² of the weighted divisors d. Products lose nothing, and so neither does the variance.
 */
export class ProductSums {
  readonly #losses = new ExactCells();
  readonly #products = new ExactCells();
  readonly #divisors = new ExactCells();
  #isDivided = false;

  reserve(groups: number): void {
    for (const cells of [this.#losses, this.#products, this.#divisors]) cells.reserve(groups);
  }

  /** Adds the used rows of a block whose numbers are finite. */
  add(groups: Int32Array, count: number, { fates, values, weights, divisors }: LossRows): void {
    this.#isDivided ||= divisors !== null;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      const loss = weights === null ? values[i]! : values[i]! * weights[i]!;
      const divisor = divisors === null ? 1 : divisors[i]!;
      if (Number.isFinite(loss) && Number.isFinite(divisor)) this.#addOne(groups[i]!, loss, divisor);
    }
  }

  #addOne(group: number, loss: number, divisor: number): void {
    this.#losses.addProduct(group, loss, loss);
    if (!this.#isDivided) return;
    this.#products.addProduct(group, loss, divisor);
    this.#divisors.addProduct(group, divisor, divisor);
  }

  take(groups: Int32Array): ExactFields {
    const losses = this.#losses.take(groups);
    if (!this.#isDivided) return { losses };
    return { losses, products: this.#products.take(groups), divisors: this.#divisors.take(groups) };
  }
}
