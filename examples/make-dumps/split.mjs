/**
 * Mulberry32: 32 bits of state, integer arithmetic only, so the same numbers everywhere.
 * @param {number} seed
 * @returns {() => number} the next number in [0, 1)
 */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Shuffles (Fisher–Yates) and cuts in two.
 * @template T
 * @param {readonly T[]} rows
 * @param {{ seed: number, trainingShare: number }} options
 * @returns {{ training: T[], heldOut: T[] }}
 */
export function split(rows, { seed, trainingShare }) {
  const shuffled = [...rows];
  const next = random(seed);
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = Math.floor(next() * (last + 1));
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen], shuffled[last]];
  }
  const cut = Math.round(shuffled.length * trainingShare);
  return { training: shuffled.slice(0, cut), heldOut: shuffled.slice(cut) };
}
