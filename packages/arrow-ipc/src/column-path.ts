import type { Field } from './schema.ts';

/**
 * Finds what a name means: the field of that name, or else, at a dot in it, a field inside the struct before the dot.
 * @returns the fields on the way, from the outermost to the one that is meant; several ways if several fields share
 *          the name; none if nothing is meant
 */
export function pathsNamed(fields: readonly Field[], name: string): (readonly Field[])[] {
  const named = fields.filter((field) => field.name === name);
  if (named.length > 0) return named.map((field) => [field]);
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const outer = fields.filter((field) => field.name === name.slice(0, dot));
    const paths = outer.flatMap((field) =>
      pathsNamed(fieldsInside(field), name.slice(dot + 1)).map((path) => [field].concat(path)),
    );
    if (paths.length > 0) return paths;
  }
  return [];
}

/** The fields of a struct, also of one that is dictionary- or run-end encoded; none of any other type. */
export function fieldsInside({ form, children }: Field): readonly Field[] {
  if (form.kind === 'struct') return children;
  const values = form.kind === 'dictionary' ? form.values.fields[0] : children[1];
  if ((form.kind !== 'dictionary' && form.kind !== 'runs') || values === undefined) return [];
  return fieldsInside(values);
}

/** A column, or a field inside one, by the name that it can be asked for. */
export interface NamedPath {
  readonly name: string;
  readonly path: readonly Field[];
}

/**
 * The columns that a pattern like `p_*` or `output.p_*` takes: `*` is any characters of one name. In natural order:
 * p_2 before p_10.
 */
export function pathsMatching(fields: readonly Field[], pattern: string): NamedPath[] {
  const dot = pattern.lastIndexOf('.', pattern.indexOf('*'));
  const outer = dot > 0 ? pathsNamed(fields, pattern.slice(0, dot)) : [];
  const [path] = outer;
  const last = path?.at(-1);
  const inside = last === undefined ? [] : fieldsInside(last);
  const prefix = `${pattern.slice(0, dot)}.`;
  const candidates: NamedPath[] = [
    ...fields.map((field) => ({ name: field.name, path: [field] })),
    ...inside.map((field) => ({ name: `${prefix}${field.name}`, path: [...(path ?? []), field] })),
  ];
  const parts = pattern.split('*');
  return candidates
    .filter(({ name }) => matches(name, parts))
    .toSorted((a, b) => naturalOrder(a.name, b.name));
}

/** Whether the parts stand in the name one after another, the first at its beginning and the last at its end. */
function matches(name: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const part of others) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}

/** Numbers in names count as numbers, all else by code units; names that differ in zeros alone, by their lengths. */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.match(/\d+|\D+/gu) ?? []);
  const parts = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let index = 0; index < parts; index += 1) {
    const order = partOrder(left?.[index] ?? '', right?.[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function partOrder(a: string, b: string): number {
  const areNumbers = /^\d/u.test(a) && /^\d/u.test(b);
  const [x, y] = areNumbers ? [a.replace(/^0+/u, ''), b.replace(/^0+/u, '')] : [a, b];
  if (areNumbers && x.length !== y.length) return x.length - y.length;
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
