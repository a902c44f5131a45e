import { productError } from './exact-product.ts';
import {
  PRODUCT_EXPONENT,
  UNIT_EXPONENT,
  parseUnits,
  roundedUnits,
  unitsOf,
  unitsText,
} from './exact-units.ts';

/** Doubles of a cell: each takes what the one before it lost to rounding. */
const PARTS = 4;

/** Beyond it a part's rounding error is not sure to be a double. */
const MOST = 2 ** 1020;
/** Factors that split into halves, and products whose rounding errors are doubles. */
const MOST_FACTOR = 2 ** 990;
const MOST_PRODUCT = 2 ** 1000;
const LEAST_PRODUCT = 2 ** -900;

/** From units of doubles, and of products of two, to those of products of three. */
const DOUBLE_SHIFT = BigInt(UNIT_EXPONENT - PRODUCT_EXPONENT);
const PRODUCT_SHIFT = BigInt(-UNIT_EXPONENT);

/** Exact sums of some cells. Plain data; the sums, not how they are spread over parts, are what is equal in equal states. */
export interface ExactColumn {
  /** Four doubles of each cell. */
  readonly parts: Float64Array;
  /** What doubles could not take, in units of 2⁻³²²²; of few cells, in their order. */
  readonly rests: readonly (readonly [cell: number, units: bigint])[];
}

/**
 * Many exact sums of doubles and of products of doubles. A cell is four doubles in which every addition leaves its
 * rounding error to the next one; what is left behind the last, or is out of range, goes to a whole number beside.
 * Source: expansions, Priest 1991, doi:10.1109/ARITH.1991.145549; Shewchuk 1997, doi:10.1007/PL00009321
 */
export class ExactCells {
  #parts: Float64Array;
  #rests = new Map<number, bigint>();

  constructor(cells = 0) {
    this.#parts = new Float64Array(PARTS * cells);
  }

  /** Makes room for the cells 0 … cells − 1. */
  reserve(cells: number): void {
    if (PARTS * cells <= this.#parts.length) return;
    const larger = new Float64Array(PARTS * cells);
    larger.set(this.#parts);
    this.#parts = larger;
  }

  /** Adds a finite number. */
  add(cell: number, x: number): void {
    const parts = this.#parts;
    let rest = x;
    for (let at = PARTS * cell, end = at + PARTS; at < end; at++) {
      const before = parts[at]!;
      const sum = before + rest;
      if (!(sum < MOST && sum > -MOST)) break;
      const added = sum - before;
      rest = before - (sum - added) + (rest - added);
      parts[at] = sum;
      if (rest === 0) return;
    }
    this.#addRest(cell, unitsOf(rest) << DOUBLE_SHIFT);
  }

  /** Adds a·b, both finite. */
  addProduct(cell: number, a: number, b: number): void {
    const product = a * b;
    if (isTame(product, a, b)) {
      this.add(cell, product);
      this.add(cell, productError(a, b, product));
    } else if (a !== 0 && b !== 0) {
      this.#addRest(cell, (unitsOf(a) * unitsOf(b)) << PRODUCT_SHIFT);
    }
  }

  /** Adds w·a·b, all finite. */
  addWeightedProduct(cell: number, w: number, a: number, b: number): void {
    const product = w * a;
    if (w === 1) {
      this.addProduct(cell, a, b);
    } else if (isTame(product, w, a)) {
      this.addProduct(cell, product, b);
      this.addProduct(cell, productError(w, a, product), b);
    } else if (a !== 0) {
      this.#addRest(cell, unitsOf(w) * unitsOf(a) * unitsOf(b));
    }
  }

  /** Adds a cell of a column. */
  addFrom(cell: number, column: ExactColumn, from: number): void {
    for (let part = 0; part < PARTS; part++) this.add(cell, column.parts[PARTS * from + part]!);
  }

  /** Adds to what stands beside the doubles. */
  #addRest(cell: number, units: bigint): void {
    this.#rests.set(cell, (this.#rests.get(cell) ?? 0n) + units);
  }

  /** Adds what stands beside the doubles of a column. @param cellOf  where each of its cells goes */
  addRests({ rests }: ExactColumn, cellOf: (cell: number) => number): void {
    for (const [cell, units] of rests) this.#addRest(cellOf(cell), units);
  }

  /** The sums of some cells so far. */
  peek(cells: ArrayLike<number>): ExactColumn {
    const parts = new Float64Array(PARTS * cells.length);
    const rests: (readonly [number, bigint])[] = [];
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      parts.set(this.#parts.subarray(PARTS * cell, PARTS * (cell + 1)), PARTS * i);
      const rest = this.#rests.size === 0 ? undefined : this.#rests.get(cell);
      if (rest !== undefined) rests.push([i, rest]);
    }
    return { parts, rests };
  }

  /** The sums of the cells that hold anything; all start again from 0. */
  take(cells: ArrayLike<number>): ExactColumn {
    const column = this.peek(cells);
    for (let i = 0; i < cells.length; i++) this.#parts.fill(0, PARTS * cells[i]!, PARTS * (cells[i]! + 1));
    this.#rests.clear();
    return column;
  }
}

/** Whether the rounding error of a·b is a double that Dekker's way finds. */
function isTame(product: number, a: number, b: number): boolean {
  const size = Math.abs(product);
  const areTame = Math.abs(a) < MOST_FACTOR && Math.abs(b) < MOST_FACTOR;
  return size < MOST_PRODUCT && size > LEAST_PRODUCT && areTame;
}

/** How many cells a column has. */
function cellCount({ parts }: ExactColumn): number {
  return parts.length / PARTS;
}

/** What stands beside a cell's doubles; the cells are in order. */
function restAt(rests: ExactColumn['rests'], cell: number): bigint {
  let [low, high] = [0, rests.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rests[middle]![0] < cell) low = middle + 1;
    else high = middle;
  }
  const found = rests[low];
  return found?.[0] === cell ? found[1] : 0n;
}

/** A cell's sum, in units of 2⁻³²²²; 0 for a cell below 0, which is not there. */
export function unitsAt({ parts, rests }: ExactColumn, cell: number): bigint {
  let units = 0n;
  if (cell < 0) return units;
  for (let part = 0; part < PARTS; part++) {
    const x = parts[PARTS * cell + part]!;
    if (x !== 0) units += unitsOf(x);
  }
  return (units << DOUBLE_SHIFT) + restAt(rests, cell);
}

/** A cell's sum if one double holds it in plain sight; else undefined, and `unitsAt` tells. */
export function plainAt({ parts, rests }: ExactColumn, cell: number): number | undefined {
  const at = PARTS * cell;
  const isPlain = rests.length === 0 && parts[at + 1] === 0 && parts[at + 2] === 0 && parts[at + 3] === 0;
  return isPlain ? 0 + parts[at]! : undefined;
}

/** A cell's sum of doubles, no products among them, in units of 2⁻¹⁰⁷⁴. */
export function doubleUnitsAt(column: ExactColumn, cell: number): bigint {
  return unitsAt(column, cell) >> DOUBLE_SHIFT;
}

/** Units of 2⁻¹⁰⁷⁴ in those of products. */
export function productUnits(units: bigint): bigint {
  return units << DOUBLE_SHIFT;
}

/** The cells' sums as texts: equal sums are equal texts. */
export function columnTexts(column: ExactColumn): readonly string[] {
  return Array.from({ length: cellCount(column) }, (_, cell) =>
    unitsText(unitsAt(column, cell), PRODUCT_EXPONENT),
  );
}

/** The column behind such texts; undefined for one that is none. */
export function columnOf(texts: readonly string[]): ExactColumn | undefined {
  const parts = new Float64Array(PARTS * texts.length);
  const rests: (readonly [number, bigint])[] = [];
  for (const [cell, text] of texts.entries()) {
    const units = parseUnits(text, PRODUCT_EXPONENT);
    if (units === undefined) return undefined;
    const rest = spread(units, parts, PARTS * cell);
    if (rest !== 0n) rests.push([cell, rest]);
  }
  return { parts, rests };
}

/** Writes a number of units as doubles, each what the ones before it leave. @returns what is left */
function spread(units: bigint, parts: Float64Array, from: number): bigint {
  let rest = units;
  for (let part = from; part < from + PARTS && rest !== 0n; part++) {
    const x = roundedUnits(rest, PRODUCT_EXPONENT);
    if (!(Math.abs(x) < MOST)) break;
    parts[part] = x;
    rest -= unitsOf(x) << DOUBLE_SHIFT;
  }
  return rest;
}

/** The same cells in another order. @param order  where each of the new ones was */
export function permutedColumn(column: ExactColumn, order: ArrayLike<number>): ExactColumn {
  const cells = new ExactCells(order.length);
  const places = new Map<number, number>();
  for (let cell = 0; cell < order.length; cell++) {
    cells.addFrom(cell, column, order[cell]!);
    if (column.rests.length > 0) places.set(order[cell]!, cell);
  }
  cells.addRests(column, (cell) => places.get(cell) ?? 0);
  return cells.take(Array.from(order, (_, cell) => cell));
}
