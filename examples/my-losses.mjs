// Losses of one's own, for `offmark eval --losses-from my-losses.mjs`: every export is one.
import { defineLoss, div, exp, positive, sub, tasks } from '@offmark/losses';

export const linex = defineLoss({
  name: 'linex',
  summary: 'Guessing too high costs exponentially, guessing too low linearly: for what must not run out.',
  columns: tasks.regression,
  parameters: {
    scale: positive({
      default: 1,
      symbol: 's',
      summary: 'the error, in the unit of the target, that is large',
    }),
  },
  value: ({ target, prediction }, { scale }) => {
    const error = div(sub(prediction, target), scale);
    return sub(sub(exp(error), error), 1);
  },
  source: 'Varian 1975; Zellner 1986, doi:10.1080/01621459.1986.10478289',
});
