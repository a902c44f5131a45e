const LARGE = 2 ** 500;
const SMALL = 2 ** -500;
/** Brings squares of numbers beyond these into range, exactly. */
const DOWN = 2 ** -600;
const UP = 2 ** 600;

/** A power of two by which numbers of that magnitude are scaled so that their squares neither overflow nor vanish. */
export function scaleOf(magnitude: number): number {
  return magnitude > LARGE ? DOWN : magnitude < SMALL ? UP : 1;
}

/**
 * √(a² + b²), also where the squares are out of range.
 * @returns the root to 1.5 ulp
 */
export function hypot(a: number, b: number): number {
  const scale = scaleOf(Math.max(Math.abs(a), Math.abs(b)));
  const [x, y] = [a * scale, b * scale];
  return Math.sqrt(x * x + y * y) / scale;
}
