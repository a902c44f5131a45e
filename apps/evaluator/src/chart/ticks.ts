/** Steps between ticks that people count in, times a power of ten. */
const niceSteps = [1, 2, 5, 10] as const;

/**
 * Round numbers that divide a range, both ends of which may lie between two of them.
 * @param most  how many at most
 */
export function niceTicks(low: number, high: number, most: number): readonly number[] {
  const least = (high - low) / Math.max(1, most - 1);
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = magnitude * (niceSteps.find((nice) => nice * magnitude >= least * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Rounded to the step's own digits: 3 × 0.1 is not 0.3.
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}

/** A number as an axis shows it, with a true minus sign. */
export function tickText(value: number): string {
  return String(value === 0 ? 0 : value).replace('-', '−');
}
