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
    measures: ['r2', 'explained-variance', 'poisson-deviance', 'tweedie-deviance', 'kappa'],
    fits: ({ ours, theirs, exact }) =>
      exact !== null &&
      apart(ours.value, exact) <= rounding &&
      apart(theirs, exact) > apart(ours.value, exact),
    text: 'Theirs loses digits that ours keeps, by subtracting numbers that are nearly equal: the mean from targets far from zero, terms of a deviance where prediction and target nearly agree, chance from accuracy where there is little between them. The table has the number itself, from decimal arithmetic of 60 digits.',
  },
  {
    name: 'close logarithms',
    measures: ['msle', 'rmsle'],
    fits: ({ ours, theirs, exact }) =>
      exact !== null && apart(ours.value, exact) < 1e-7 && apart(theirs, exact) < 1e-7,
    text: 'Both subtract two logarithms, each rounded, that agree in nine digits: about seven are left to both, and which of the two comes nearer is chance.',
  },
  {
    name: 'mean raised',
    measures: ['poisson-nll'],
    fits: ({ library, theirs, ours }) => library.startsWith('torch') && apart(ours.value, theirs) < 1e-7,
    text: 'PyTorch adds 1e-8 to the mean before it takes the logarithm; ours does not, for a mean is above 0.',
  },
  {
    name: 'clamped logarithm',
    measures: ['bce'],
    fits: ({ library, data, theirs, ours }) =>
      library.startsWith('torch') && data === 'sure and wrong' && theirs > ours.value,
    text: 'A probability of 0 for what happened: PyTorch raises the logarithm to −100, ours (and scikit-learn) its argument to 2⁻⁵², which costs 36.04; such rows are counted as clipped.',
  },
  {
    name: 'no floor',
    measures: ['sparse-cce'],
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
