import { fieldsInside } from '@offmark/arrow-ipc';
import type { Field, Schema } from '@offmark/arrow-ipc';

/** What `--target` and `--prediction` can ask for. */
export interface InspectedName {
  readonly name: string;
  /** null for columns side by side. */
  readonly field: Field | null;
  /** Among the columns of the dump; null for a field of a struct, and for columns side by side. */
  readonly index: number | null;
  /** The columns that a pattern stands for. */
  readonly members: readonly string[];
}

/** `output`, then `output.label` and `output.score`. */
function namesOf(field: Field, name: string, index: number | null): readonly InspectedName[] {
  const inner = fieldsInside(field).flatMap((child) => namesOf(child, `${name}.${child.name}`, null));
  return [{ name, field, index, members: [] }, ...inner];
}

/** Of `p_0`, `p_1`, … the pattern `p_*`, where at least these two are there. */
function patternsOf(names: readonly string[]): readonly InspectedName[] {
  const known = new Set(names);
  return names
    .filter((name) => name.endsWith('0') && known.has(`${name.slice(0, -1)}1`) && !name.includes('*'))
    .map((first) => first.slice(0, -1))
    .filter((prefix) => !/\d$/u.test(prefix) && prefix !== '' && !known.has(`${prefix}*`))
    .map((prefix) => {
      const members = names.filter(
        (name) => name.startsWith(prefix) && /^\d+$/u.test(name.slice(prefix.length)),
      );
      return { name: `${prefix}*`, field: null, index: null, members };
    });
}

/** Columns in their order, each followed by the fields inside it; then columns that may be classes side by side. */
export function inspectedNames({ fields }: Schema): readonly InspectedName[] {
  const columns = new Set(fields.map(({ name }) => name));
  // A name with a dot in it is the column of that name.
  const named = fields
    .flatMap((field, index) => namesOf(field, field.name, index))
    .filter(({ name, index }) => index !== null || !columns.has(name));
  return [...named, ...patternsOf([...new Set(named.map(({ name }) => name))])];
}
