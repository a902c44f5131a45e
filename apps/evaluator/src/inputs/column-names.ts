import type { Measure } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import type { ColumnNames, GivenColumns } from '../plan.ts';

/** Roles that every loss has, or may have. */
const commonRoles: ReadonlySet<string> = new Set(['target', 'prediction', 'weight']);

/** What the losses need beside target and prediction, in the order of the names. */
function furtherRoles(losses: readonly Measure[]): readonly string[] {
  const roles = losses.flatMap((loss) => Object.keys(loss.columns));
  return [...new Set(roles)].filter((role) => !commonRoles.has(role)).toSorted();
}

/**
 * The columns by role, always in the same order; those not given, or undefined, have their roles' names, and without
 * one of weights every row counts 1.
 * @param prediction  the column of predictions, or the first of several
 * @throws E_ARGUMENT for a role that no loss has
 */
export function columnNames(
  given: GivenColumns,
  prediction: string,
  losses: readonly Measure[],
): ColumnNames {
  const further = furtherRoles(losses);
  const unknown = Object.keys(given).find((role) => !commonRoles.has(role) && !further.includes(role));
  if (unknown !== undefined) {
    const known = [...commonRoles, ...further];
    throw argumentError('E_ARGUMENT', {
      place: `--column ${unknown}=${String(given[unknown] ?? '')}`,
      expected: `a role that the losses have: ${known.join(', ')}`,
      got: unknown,
      next: suggestion(unknown, known),
    });
  }
  const { target = 'target', weight } = given;
  const others = Object.fromEntries(
    further.map((role): [string, string] => {
      const name = given[role];
      return [role, typeof name === 'string' ? name : role];
    }),
  );
  return { target, prediction, ...others, ...(weight === undefined ? {} : { weight }) };
}

/**
 * Reads `variance=var`, as often as it was given.
 * @throws E_ARGUMENT for what is no such pair, a role given twice, and those that have options of their own
 */
export function parseColumns(texts: readonly string[]): Readonly<Record<string, string>> {
  const names = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const [role, name] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    const refuse = (expected: string, got: string): Error =>
      argumentError('E_ARGUMENT', { place: `--column ${text}`, expected, got });
    if (role === '' || name === '') throw refuse('role=column, like variance=var', text);
    if (commonRoles.has(role)) throw refuse(`--${role} for this role`, role);
    if (names.has(role)) throw refuse('each role once', `${role} twice`);
    names.set(role, name);
  }
  return Object.fromEntries(names);
}
