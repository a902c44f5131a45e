import type { LossEntry } from './loss-entry.ts';

/** Signs that not everybody knows, as formulas in text have them. */
const known = [
  [/Σ (?!ⱼ)|mean\(/u, 'Σ and mean are over all rows, by their weights'],
  [/\[[^\]]*[=<≤]/u, '[…] is 1 where it holds, else 0'],
  [/σ\(/u, 'σ(x) is 1/(1 + exp(−x))'],
  [/\[j = b\]/u, "j counts the bins of the probability, and b is the row's"],
  [/ⱼ|\[j = k\]/u, 'j counts the classes'],
  [/k̂/u, 'k̂ is the class of the largest score'],
  [/rank\(/u, 'rank is the number of classes with a larger score'],
] as const;

/** What the signs of an entry's formulas mean; '' if everybody knows them. */
export function signs({ formula, derivative }: LossEntry): string {
  const both = `${formula?.text ?? ''} ${derivative?.text ?? ''}`;
  const isBinned = both.includes('[j = b]');
  const words = known.flatMap(([sign, meaning]) => {
    const said = sign.test(both) && !(isBinned && meaning === 'j counts the classes');
    return said ? [meaning] : [];
  });
  // A metric's average is over those classes alone that are there.
  const classes = derivative === null ? 'classes that occur' : 'classes';
  return [...words, ...(/\bK\b/u.test(both) ? [`K is the number of ${classes}`] : [])].join('; ');
}
