import { catalogue } from '@offmark/losses';
import type { Loss } from '@offmark/losses';

/** Parameters of losses that have them, for each loss to be tried with. */
const otherParameters: readonly Readonly<Record<string, unknown>>[] = [
  {
    delta: 0.7,
    beta: 0.7,
    c: 0.7,
    alpha: 0.3,
    gamma: 0.6,
    q: 0.2,
    epsilon: 0.4,
    k: 2,
    labelSmoothing: 0.15,
    posWeight: 2.5,
    normalize: true,
    power: 3,
  },
  { gamma: 0, power: 2 },
  { power: 1 },
  { power: 0 },
  { power: -1 },
];

/** Every loss under its defaults, and under others that it has. */
export const lossVariants: readonly (readonly [string, Loss])[] = catalogue.flatMap((loss) => {
  const known = otherParameters.map((parameters) =>
    Object.fromEntries(Object.entries(parameters).filter(([name]) => name in loss.parameters)),
  );
  const others = known.filter((parameters) => Object.keys(parameters).length > 0);
  const bound = others.map((other) => [`${loss.name} ${JSON.stringify(other)}`, loss.with(other)] as const);
  return [[loss.name, loss] as const].concat(bound);
});
