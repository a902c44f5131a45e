/** A whole number from the command line; 1e9 may be written for 1000000000. @throws if it is not from least to most */
export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${flag}: expected a whole number from ${least} to ${most}, got ${text}`);
}

/** One of some words from the command line. @throws if it is none of them */
export function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Error(`--${flag}: expected ${choices.join(' or ')}, got ${text}`);
}

/** Rows are addressed by 32 bits. */
export const mostRows: number = 2 ** 32;
