/** A place in the unit of the axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of a chart: unbroken runs of points, from left to right. */
export interface Curve {
  readonly label: string;
  readonly segments: readonly (readonly Point[])[];
}

/** One pair of axes and what is drawn between them. */
export interface Panel {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xRange: readonly [low: number, high: number];
  readonly curves: readonly Curve[];
}

/** Numbers for numbers, many at a time. */
export type Evaluate = (x: readonly number[]) => Float64Array;

/** Points of a curve before jumps are looked for; odd, so that the middle is one of them. */
const samples = 241;
/** Halvings after which two sides that still differ have a jump between them. */
const halvings = 40;

/** A difference between neighbours, as a share of all heights, that is worth a closer look. */
const suspicious = 0.05;

/**
 * The curve of a function, broken where it jumps. What is not finite is left out.
 * @param range  of x; the function need not be defined at its ends
 */
export function curveOf(label: string, evaluate: Evaluate, [low, high]: Panel['xRange']): Curve {
  const x = Array.from({ length: samples }, (_, i) => low + ((high - low) * i) / (samples - 1));
  const y = evaluate(x);
  const heights = heightRange(y.filter(Number.isFinite));
  const segments: Point[][] = [[]];
  for (const [i, right] of x.entries()) {
    const [point, before] = [{ x: right, y: y[i] ?? NaN }, segments.at(-1)?.at(-1)];
    if (!Number.isFinite(point.y)) {
      segments.push([]);
      continue;
    }
    if (before !== undefined && Math.abs(point.y - before.y) > suspicious * heights) {
      const jump = jumpBetween(before, point, evaluate);
      if (jump !== undefined) {
        if (jump[0].x > before.x) segments.at(-1)?.push(jump[0]);
        segments.push(jump[1].x < point.x ? [jump[1]] : []);
      }
    }
    segments.at(-1)?.push(point);
  }
  return { label, segments: segments.filter(({ length }) => length > 0) };
}

function heightRange(y: Float64Array): number {
  return (
    y.reduce((most, value) => Math.max(most, value), -Infinity) - y.reduce((a, b) => Math.min(a, b), Infinity)
  );
}

/** The two sides of a jump, found by halving towards the larger difference; undefined if it is only steep. */
function jumpBetween(from: Point, to: Point, evaluate: Evaluate): readonly [Point, Point] | undefined {
  let [left, right] = [from, to];
  for (let i = 0; i < halvings; i++) {
    const x = (left.x + right.x) / 2;
    const y = evaluate([x])[0] ?? NaN;
    if (x <= left.x || x >= right.x || !Number.isFinite(y)) break;
    if (Math.abs(y - left.y) > Math.abs(right.y - y)) right = { x, y };
    else left = { x, y };
  }
  return Math.abs(right.y - left.y) > Math.abs(to.y - from.y) / 2 ? [left, right] : undefined;
}

/** A share of a panel's width at each side, where losses may rise without end. */
const margin = 0.03;
/** How much higher than elsewhere a curve may be at the sides and still be shown whole. */
const steepest = 1.5;

function heightsOf(points: readonly Point[]): readonly [low: number, high: number] {
  return [
    points.reduce((least, { y }) => Math.min(least, y), 0),
    points.reduce((most, { y }) => Math.max(most, y), 0),
  ];
}

/** The heights to show: those of all curves and 0, but not of what rises out of sight at the sides. */
export function yRangeOf({ curves, xRange: [low, high] }: Panel): readonly [low: number, high: number] {
  const inset = (high - low) * margin;
  const points = curves.flatMap(({ segments }) => segments.flat());
  const inner = heightsOf(points.filter(({ x }) => x >= low + inset && x <= high - inset));
  const all = heightsOf(points);
  const isTame = all[0] >= inner[0] * steepest && all[1] <= inner[1] * steepest;
  const [least, most] = isTame ? all : inner;
  return least === most ? [least, least + 1] : [least, most];
}
