import type { Measure } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { lossOf } from '../loss-spec.ts';
import type { LossSpec } from '../loss-spec.ts';
import type { LossReport } from '../result/report.ts';
import { lossText } from '../reports/words.ts';

export type NamedLoss = Pick<LossReport, 'loss' | 'parameters' | 'prediction'>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The losses of that name that have these parameters; the others may be anything.
 * @param column  of predictions; null for any
 */
export function findLosses<L extends NamedLoss>(
  { name, parameters: stated }: LossSpec,
  losses: readonly L[],
  column: string | null,
): readonly L[] {
  return losses.filter(
    ({ loss, parameters, prediction }) =>
      loss === name &&
      (column === null || prediction === column) &&
      Object.entries(stated).every(([parameter, value]) => same(parameters[parameter], value)),
  );
}

/**
 * The one loss of the job that is meant, with all its parameters and its column of predictions, if there are several.
 * @param known   the losses that there are
 * @param column  of predictions; null if it was not said which
 * @throws       E_GATE if there is none, or several; E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function bindLoss(
  place: string,
  spec: LossSpec,
  losses: readonly NamedLoss[],
  known: readonly Measure[],
  column: string | null,
): { readonly loss: LossSpec; readonly prediction: string | null } {
  const bound: Readonly<Record<string, unknown>> = lossOf(spec, known, `${place}, `).parameterValues;
  const stated = Object.keys(spec.parameters).map((name) => [name, bound[name]] as const);
  const found = findLosses({ name: spec.name, parameters: Object.fromEntries(stated) }, losses, column);
  const [first] = found;
  const texts = [...new Set(found.map(lossText))];
  if (first !== undefined && texts.length === 1) {
    const loss = { name: spec.name, parameters: first.parameters };
    return { loss, prediction: first.prediction ?? null };
  }
  const all = [...new Set(losses.map(lossText))].join(', ');
  const none = { expected: `one of the losses ${all}`, got: spec.name, next: 'Name it with --loss too.' };
  const several = {
    expected: 'one loss',
    got: `${texts.length}: ${texts.join(', ')}`,
    next:
      new Set(found.map(({ prediction }) => prediction)).size > 1
        ? `Name its prediction, like ${spec.name}[prediction=${first?.prediction}].`
        : 'Write the parameters that tell it from the others, like huber:delta=2.',
  };
  throw argumentError('E_GATE', { place, ...(first === undefined ? none : several) });
}
