import { log1p } from './log.ts';
import { productError } from './product-error.ts';

/** Beyond this the logarithms are so far apart that their difference loses nothing. */
const FAR = 2 ** 500;
const DOWN = 2 ** -600;

/**
 * ln(1 + x) − ln(1 + y), which keeps its digits where x and y are all but equal.
 * @param x, y  at least −1
 * @returns     the difference to 2 ulp; −0 never, NaN below −1 and for two of −1
 * ln(1 + t) of t = (x − y)/(1 + y), with what rounding took from the three operations added; the larger of the two is
 * x, so that 1 + t is at least 1 and its logarithm no worse conditioned than t.
 */
export function log1pDifference(x: number, y: number): number {
  if (x < y) return 0 - log1pDifference(y, x);
  const sum = 1 + y;
  const scale = sum > FAR ? DOWN : 1;
  const [divisor, difference] = [sum * scale, (x - y) * scale];
  const ratio = difference / divisor;
  if (!(ratio < FAR)) return log1p(x) - log1p(y);
  const product = ratio * divisor;
  const ofProduct = difference - product - productError(ratio, divisor, product);
  const rest = ofProduct + lostBySubtraction(x, y) * scale - ratio * (lostByAddition(y) * scale);
  // 0 is added so that equal numbers give +0.
  return 0 + log1p(ratio) + rest / divisor / (1 + ratio);
}

/** x − y less fl(x − y). Source: Knuth 1998, The Art of Computer Programming 2, theorem 4.2.2B */
function lostBySubtraction(x: number, y: number): number {
  const difference = x - y;
  const taken = difference - x;
  return x - (difference - taken) - (y + taken);
}

/** 1 + y less fl(1 + y). */
function lostByAddition(y: number): number {
  return lostBySubtraction(1, -y);
}
