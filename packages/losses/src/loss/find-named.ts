import { LossError } from '../errors.ts';

interface Named<M> {
  readonly name: string;
  with(parameters: Readonly<Record<string, unknown>>): M;
}

/**
 * The one of that name with those parameters.
 * @param what  what all of them are, for the error
 * @throws      E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function findNamed<M extends Named<M>>(
  among: readonly M[],
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  what: string,
): M {
  const found = among.find((candidate) => candidate.name === name);
  if (found !== undefined) return found.with(parameters);
  throw new LossError({
    code: 'E_LOSS_UNKNOWN',
    expected: `the name of one of ${among.length} ${what}`,
    got: name,
  });
}
