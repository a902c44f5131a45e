import { ArrowError, resolveColumn } from '@offmark/arrow-ipc';
import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import type { Loss } from '@offmark/losses';
import { inputError } from './errors.ts';
import { suggestion } from './nearest.ts';
import { rolesOf } from './plan.ts';
import type { ColumnNames } from './plan.ts';

/** A column as error messages show it. */
function shapeText({ type, classes }: Pick<ColumnLayout, 'type' | 'classes'>): string {
  return classes === null ? `one ${type} per row` : `${classes} ${type} per row`;
}

function wantedShape(role: string, losses: readonly Loss[]): ReadonlyMap<'row' | 'matrix', string> {
  if (role === 'weight') return new Map([['row', 'a weight']]);
  const shapes = losses.flatMap((loss) => {
    const domain = loss.columns[role];
    return domain === undefined ? [] : [[domain.shape, loss.name] as const];
  });
  return new Map(shapes);
}

function checkShape(path: string, role: string, layout: ColumnLayout, losses: readonly Loss[]): void {
  const shape = layout.classes === null ? 'row' : 'matrix';
  for (const [wanted, whose] of wantedShape(role, losses)) {
    if (wanted === shape) continue;
    throw inputError('E_COLUMN_SHAPE', {
      place: `${path}, column "${layout.name}"`,
      expected: `${wanted === 'row' ? 'one number per row' : 'a fixed-size list with a number per class'} as the ${role} of ${whose}`,
      got: shapeText(layout),
    });
  }
}

/** The column of that name; the error of one that is missing says which name may have been meant. */
export function findColumn(schema: Schema, name: string, path: string): ColumnLayout {
  try {
    return resolveColumn(schema, name, path);
  } catch (error) {
    if (!(error instanceof ArrowError) || error.code !== 'E_COLUMN_MISSING') throw error;
    const { code, place, expected, got, next } = error;
    const names = schema.fields.map((field) => field.name);
    throw inputError(code, { place, expected, got, next: `${suggestion(name, names)} ${next}`.trim() });
  }
}

/**
 * Finds the columns of the roles in a schema and checks that their shapes suit all losses.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN, E_COLUMN_SHAPE
 */
export function bindColumns(
  schema: Schema,
  names: ColumnNames,
  losses: readonly Loss[],
  path: string,
): readonly ColumnLayout[] {
  return rolesOf(names).map(([role, name]) => {
    const layout = findColumn(schema, name, path);
    checkShape(path, role, layout, losses);
    return layout;
  });
}

/**
 * Checks that an input has as many classes as those before it, so that their means are of the same kind.
 * @throws E_CLASS_COUNT
 */
export function checkClasses(
  path: string,
  layouts: readonly ColumnLayout[],
  first: { readonly path: string; readonly layouts: readonly ColumnLayout[] },
): void {
  for (const [i, { name, classes }] of layouts.entries()) {
    const before = first.layouts[i]?.classes ?? null;
    if (classes === before) continue;
    throw inputError('E_CLASS_COUNT', {
      place: `${path}, column "${name}"`,
      expected: `${before} classes as in ${first.path}`,
      got: String(classes),
    });
  }
}
