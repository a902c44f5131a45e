import { ArrowError, fieldsInside, resolveColumn } from '@offmark/arrow-ipc';
import type { ColumnLayout, Field, Schema, Wanted } from '@offmark/arrow-ipc';
import { outputCount, takesOutputs } from '@offmark/losses';
import type { Measure } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import { suggestion } from '../nearest.ts';
import { rolesOf } from '../plan.ts';
import type { ColumnNames } from '../plan.ts';

/** A column as error messages show it. */
export function shapeText({ type, classes, isText }: ColumnLayout): string {
  if (isText) return 'one text per row';
  if (classes === 0) return `a list of ${type} per row`;
  return classes === null ? `one ${type} per row` : `${classes} ${type} per row`;
}

function wantedShape(role: string, losses: readonly Measure[]): ReadonlyMap<'row' | 'matrix', string> {
  if (role === 'weight') return new Map([['row', 'a weight']]);
  const shapes = losses.flatMap((loss) => {
    const domain = loss.columns[role];
    return domain === undefined ? [] : [[domain.shape, loss.name] as const];
  });
  return new Map(shapes);
}

function checkShape(path: string, role: string, layout: ColumnLayout, losses: readonly Measure[]): void {
  const shape = layout.classes === null ? 'row' : 'matrix';
  for (const [wanted, whose] of wantedShape(role, losses)) {
    if (wanted === shape) continue;
    throw inputError('E_COLUMN_SHAPE', {
      place: `${path}, column "${layout.name}"`,
      expected: `${wanted === 'row' ? 'one number per row' : 'a list with a number per class'} as the ${role} of ${whose}`,
      got: shapeText(layout),
    });
  }
}

/** Texts can be targets of losses that compare with a class, if they are named. */
export function takesTexts(role: string, losses: readonly Measure[]): boolean {
  if (role !== 'target') return false;
  return losses.every(({ columns: { target } }) => {
    const isBinary = target.shape === 'row' && target.low === 0 && target.high === 1;
    return target.label || isBinary;
  });
}

/** The column of that name; the error of one that is missing says which name may have been meant. */
export function findColumn(
  schema: Schema,
  name: string,
  path: string,
  wanted: Wanted = 'numbers',
): ColumnLayout {
  try {
    return resolveColumn(schema, name, path, wanted);
  } catch (error) {
    if (!(error instanceof ArrowError) || error.code !== 'E_COLUMN_MISSING') throw error;
    const { code, place, expected, got, next } = error;
    const names = schema.fields.flatMap((field) => namesIn(field));
    throw inputError(code, { place, expected, got, next: `${suggestion(name, names)} ${next}`.trim() });
  }
}

/** The names that a column and the fields inside it can be asked for. */
function namesIn(field: Field): readonly string[] {
  const inner = fieldsInside(field).flatMap(namesIn);
  return [field.name, ...inner.map((child) => `${field.name}.${child}`)];
}

/**
 * Finds the columns of the roles in a schema and checks that their shapes suit all losses. Lists of numbers suit those
 * that compare a number with a number, as several outputs.
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN, E_COLUMN_SHAPE
 */
export function bindColumns(
  schema: Schema,
  names: ColumnNames,
  losses: readonly Measure[],
  path: string,
): readonly ColumnLayout[] {
  const columns = rolesOf(names).map(([role, name]) => {
    const wanted = takesTexts(role, losses) ? 'numbers or texts' : 'numbers';
    return [role, findColumn(schema, name, path, wanted)] as const;
  });
  const several = outputCount(Object.fromEntries(columns)) !== null;
  const single = several ? losses.filter((loss) => !takesOutputs(loss)) : losses;
  for (const [role, layout] of columns) checkShape(path, role, layout, single);
  return columns.map(([, layout]) => layout);
}

/** The columns of predictions beside the first one: as it, each with the same columns of the other roles. @throws as `bindColumns` */
export function bindPredictions(
  schema: Schema,
  names: ColumnNames,
  others: readonly string[],
  losses: readonly Measure[],
  path: string,
): readonly ColumnLayout[] {
  const place = rolesOf(names).findIndex(([role]) => role === 'prediction');
  return others.map((prediction) =>
    itemAt(bindColumns(schema, { ...names, prediction }, losses, path), place),
  );
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
