/** The plane that a chart is drawn in, in units of its view box. */
export const width = 560;
export const left = 46;
export const right = 14;

/** Takes [from, to] to [start, end]; a range of nothing to its start. */
export function scale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const step = to === from ? 0 : (end - start) / (to - from);
  return (value) => Number((start + (value - from) * step).toFixed(2));
}
