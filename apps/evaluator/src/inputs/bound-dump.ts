import {
  dictionariesOf,
  measureLists,
  openDump,
  openFileReader,
  openSameFile,
  readBatches,
  readDictionaries,
  withClasses,
} from '@offmark/arrow-ipc';
import type {
  BatchTable,
  ColumnLayout,
  DictionaryTable,
  Dump,
  FileReader,
  OpenFile,
  Schema,
} from '@offmark/arrow-ipc';
import { mergedNames, namelessError, namesInFile } from './class-names.ts';
import type { ClassNames } from './class-names.ts';
import type { InputDictionaries } from '../plan.ts';

/** Whether the texts of a column are classes, which have names; others are compared and grouped by. */
export function isClassText({ isText, firstTexts }: ColumnLayout): boolean {
  return isText && firstTexts === undefined;
}

/** A file whose columns and batches were found. */
export interface BoundDump {
  readonly kind: 'dump';
  readonly dump: Dump;
  readonly layouts: readonly ColumnLayout[];
  readonly table: BatchTable;
  readonly dictionaries: InputDictionaries | null;
  /** What its bytes are read by when it is opened again. */
  readonly open: OpenFile;
}

/** Numbers the files that were opened, so that nothing that a thread keeps of one is taken for another's. */
let opened = 0;

/**
 * @param bind finds the columns in the schema
 * @throws what `openDump`, `bind` and `readBatches` throw
 */
export function bindDump(
  path: string,
  bind: (schema: Schema) => readonly ColumnLayout[],
  first: OpenFile = openFileReader,
): BoundDump {
  const dump = openDump(path, first);
  const { version } = dump;
  const open = version === null ? first : (name: string): FileReader => openSameFile(name, version);
  const bound = bind(dump.schema);
  const table = readBatches(dump, bound, open);
  const layouts = measureLists(path, bound, table, open);
  const tables = readDictionaries(dump, layouts, open);
  opened += 1;
  const dictionaries = tables.length === 0 ? null : { key: opened, tables };
  return { kind: 'dump', dump, layouts, table, dictionaries, open };
}

/** What is the same in all inputs: class names of text columns and lengths of lists, by the columns' places. */
export interface Settled {
  readonly names: ClassNames | null;
  /** Whether the names were given, so that dictionaries may differ from them. */
  readonly areGiven: boolean;
  /** 0 where no input has said it yet; null where there are no lists. */
  readonly classes: readonly (number | null)[];
}

/**
 * What the files say of all inputs.
 * @param names as given, or null to take those of the dictionaries
 * @throws E_CLASS_NAMES, E_COLUMN_TYPE for texts without names
 */
export function settle(dumps: readonly BoundDump[], given: ClassNames | null): Settled {
  const [first] = dumps;
  const classes = (first?.layouts ?? []).map(
    (_, index) => dumps.map(({ layouts }) => layouts[index]?.classes ?? null).find((k) => k !== 0) ?? 0,
  );
  return { names: given ?? namesOf(dumps), areGiven: given !== null, classes };
}

function namesOf(dumps: readonly BoundDump[]): ClassNames | null {
  let names: ClassNames | null = null;
  for (const { dump, layouts, dictionaries, open } of dumps) {
    let next = 0;
    for (const column of layouts) {
      const tables = tablesOf(column, dictionaries?.tables ?? [], next);
      next += tables.length;
      if (!isClassText(column)) continue;
      const found = namesInFile(dump.path, column, tables, open);
      if (found === null) throw namelessError(dump.path, column.name);
      names = mergedNames(names, found, column.name);
    }
  }
  return names;
}

function tablesOf(
  column: ColumnLayout,
  tables: readonly DictionaryTable[],
  first: number,
): readonly DictionaryTable[] {
  return tables.slice(first, first + dictionariesOf([column]).length);
}

/** The layouts with what is settled; where no input has a list, any length will do. */
export function settledLayouts(
  layouts: readonly ColumnLayout[],
  { names, classes }: Pick<Settled, 'names' | 'classes'>,
): readonly ColumnLayout[] {
  return layouts.map((layout, index) => withNames(withClasses(layout, classes[index] || 1), names));
}

export function settledDump(bound: BoundDump, settled: Settled): BoundDump {
  return { ...bound, layouts: settledLayouts(bound.layouts, settled) };
}

function withNames(layout: ColumnLayout, names: ClassNames | null): ColumnLayout {
  return isClassText(layout) ? { ...layout, labels: names?.names ?? [] } : layout;
}
