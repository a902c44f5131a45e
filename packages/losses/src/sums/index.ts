export { type ExactSum, ExactSums, exactSumOf, isExactText } from './exact-sums.ts';
export {
  ExactCells,
  type ExactColumn,
  columnOf,
  columnTexts,
  doubleUnitsAt,
  permutedColumn,
  plainAt,
  productUnits,
  unitsAt,
} from './exact-cells.ts';
export { divideSums } from './divide-sums.ts';
export { LaneSums } from './lane-sums.ts';
export { addToLane, combineLanes } from './lanes.ts';
export { MergeTree, type MergeTreeNode } from './merge-tree.ts';
export { type SumPair, ZERO_SUM, exactSum, mergeSums, negatedSum, sumValue } from './sum-pair.ts';
export {
  type SumMethod,
  type Sums,
  type Total,
  countTotal,
  divideTotals,
  mergeTotals,
  sumErrorBounds,
  sumMethods,
  totalPair,
  totalValue,
  unitsOfTotal,
} from './total.ts';
export { LogProducts } from './log-products.ts';
export { productError } from './exact-product.ts';
export { dividePairs, multiplyPairs, pairFrom, rootOfRatio, subtractPairs } from './pair-arithmetic.ts';
export {
  PRODUCT_EXPONENT,
  UNIT_EXPONENT,
  exactPair,
  parseUnits,
  roundedRoot,
  roundedUnits,
  unitsOf,
  unitsOfText,
  unitsText,
} from './exact-units.ts';
