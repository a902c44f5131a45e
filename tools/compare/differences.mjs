// How far two numbers are apart, and why where it is more than rounding.

/** Relative: what 2,000 rounded additions may leave, and a formula of a few operations after them. */
const rounding = 1e-13;

/** Differences that are understood: `fits` holds for no other, and `text` says why. */
export const notes = [
  {
    name: 'bounds',
    fits: ({ ours: { low, high }, theirs }) => low !== undefined && low <= theirs && theirs <= high,
    text: 'Ours is made of bins of fixed size, so that states merge, and comes with bounds; theirs, from all rows in memory, lies within ours. With many equal probabilities in a bin the bounds of average precision are wide: rows of a bin may come in any order.',
  },
  {
    name: 'digits kept',
    measures: [
      'r2',
      'rse',
      'explained-variance',
      'concordance',
      'log-cosh',
      'pseudo-huber',
      'fair',
      'msle',
      'rmsle',
      'poisson-deviance',
      'tweedie-deviance',
      'kappa',
    ],
    fits: ({ ours, theirs, exact }) =>
      exact !== null &&
      apart(ours.value, exact) <= rounding &&
      apart(theirs, exact) > apart(ours.value, exact),
    text: 'Theirs loses digits that ours keeps, by subtracting numbers that are nearly equal: the mean from targets far from zero, terms of a deviance or logarithms where prediction and target nearly agree, 1 from what is nearly 1, chance from accuracy where there is little between them. The table has the number itself, from decimal arithmetic of 60 digits.',
  },
  {
    name: 'mean raised',
    measures: ['poisson-nll'],
    fits: ({ library, theirs, ours }) => library.startsWith('torch') && apart(ours.value, theirs) < 1e-7,
    text: 'PyTorch adds 1e-8 to the mean before it takes the logarithm; ours does not, for a mean is above 0.',
  },
  {
    name: 'clamped logarithm',
    measures: ['bce', 'focal'],
    fits: ({ library, data, theirs, ours }) =>
      library.startsWith('torch') && data === 'sure and wrong' && theirs > ours.value,
    text: 'A probability of 0 for what happened: PyTorch raises the logarithm to −100, ours (and scikit-learn) its argument to 2⁻⁵², which costs 36.04; such rows are counted as clipped.',
  },
  {
    name: 'no floor',
    measures: ['sparse-cce', 'poly'],
    fits: ({ library, theirs }) => library.startsWith('torch') && theirs === 'inf',
    text: 'Probabilities of 0, the softmax of logits that are hundreds apart: the logarithm is −∞ to PyTorch; ours (and scikit-learn) raises its argument to 2⁻⁵². From logits both give the same finite number.',
  },
  {
    name: 'ties',
    measures: ['top-k-accuracy'],
    fits: ({ data }) => data === 'ties of classes' || data === 'logits ×100',
    text: 'Of equal scores the class of the lowest index comes first in ours, as in an argmax, and the one of the highest in scikit-learn. Softmax of far logits makes ties at 0.',
  },
];

function apart(a, b) {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

const bits = new BigInt64Array(1);
const double = new Float64Array(bits.buffer);

/** The double's place among all doubles in order. */
function placeOf(x) {
  double[0] = x;
  return bits[0] < 0n ? -(bits[0] & 0x7fffffffffffffffn) : bits[0];
}

/** Beyond so many doubles between two numbers, how many there are says less than the relative difference. */
const mostUlps = 100_000;

/** How many doubles the two numbers are apart; NaN where theirs is no finite number, or that many say nothing. */
export function ulpsOf({ ours, theirs }) {
  if (typeof theirs !== 'number' || typeof ours.value !== 'number') return NaN;
  const ulps = Math.abs(Number(placeOf(ours.value) - placeOf(theirs)));
  return ulps <= mostUlps ? ulps : NaN;
}

/** The relative difference; NaN where theirs is no finite number. */
export const differenceOf = ({ ours, theirs }) =>
  typeof theirs === 'number' ? apart(ours.value, theirs) : NaN;

/** '' for rounding, the name of the note that explains the difference, or null where nobody has explained it. */
export function noteOf(row) {
  if (differenceOf(row) <= rounding) return '';
  const note = notes.find(
    ({ measures, fits }) => (measures ?? [row.measure]).includes(row.measure) && fits(row),
  );
  return note?.name ?? null;
}
