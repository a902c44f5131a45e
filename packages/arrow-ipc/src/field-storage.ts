import type { NumberType } from './number-type.ts';
import { readShape } from './read-shape.ts';
import type { Field } from './schema.ts';
import type { NumberStorage, Storage, StoragePlace } from './storage.ts';
import { regionCount } from './storage.ts';

/** Powers of ten beyond it are far beyond what doubles hold, and cost time without end. */
const largestScale = 512;
const decimalWidths: ReadonlySet<number> = new Set([32, 64, 128, 256]);

/** What may be an element of a list. */
const elementKinds: ReadonlySet<Storage['kind']> = new Set(['number', 'decimal', 'dictionary']);
/** What may be a dictionary's or a run's value. */
const valueKinds: ReadonlySet<Storage['kind']> = new Set([
  ...elementKinds,
  'text',
  'text view',
  'struct',
  'fixed list',
]);

/**
 * How the values at the end of a path of fields are stored.
 * @param path the column, then a field inside the one before it for each name of the path
 * @returns    null if they are nothing that this package reads
 */
export function storageOf(path: readonly Field[], slot = 0): Storage | null {
  const [field, ...rest] = path;
  if (field === undefined) return null;
  const { form, node, buffer, variadicsBefore, children } = field;
  const place: StoragePlace = { node, buffer, variadicsBefore, slot };
  switch (form.kind) {
    case 'dictionary': {
      const [values] = form.values.fields;
      const storage = values === undefined ? null : valueStorage([values, ...rest], 0);
      if (storage === null || !isIndexType(form.indexType)) return null;
      const { nodeCount, bufferCount, variadicCount } = form.values;
      const valuesShape = { nodeCount, bufferCount, variadicCount };
      const id = String(form.id);
      return { ...place, kind: 'dictionary', id, indexType: form.indexType, values: storage, valuesShape };
    }
    case 'runs': {
      const [ends, values] = children;
      if (ends === undefined || values === undefined || children.length !== 2) return null;
      const runEnds = runEndStorage(ends, slot);
      if (runEnds === null) return null;
      const storage = valueStorage([values, ...rest], slot + regionCount(runEnds));
      return storage && { ...place, kind: 'runs', runEnds, values: storage };
    }
    case 'struct': {
      const storage = storageOf(rest, slot + 1);
      return storage && { ...place, kind: 'struct', field: storage };
    }
    case 'number':
    case 'decimal':
    case 'text':
    case 'text view':
    case 'null':
    case 'list':
    case 'fixed list':
    case 'other':
    default:
      return rest.length === 0 ? leafStorage(field, place) : null;
  }
}

function leafStorage({ form, children }: Field, place: StoragePlace): Storage | null {
  switch (form.kind) {
    case 'number':
      return { ...place, kind: 'number', type: form.type };
    case 'decimal':
      if (!decimalWidths.has(form.bitWidth) || Math.abs(form.scale) > largestScale) return null;
      return { ...place, kind: 'decimal', bitWidth: form.bitWidth, scale: form.scale };
    case 'text':
      return { ...place, kind: 'text', offsetType: form.offsetType };
    case 'text view':
    case 'null':
      return { ...place, kind: form.kind };
    case 'list': {
      const elements = elementStorage(children, place.slot + 2);
      return elements && { ...place, kind: 'list', offsetType: form.offsetType, elements };
    }
    case 'fixed list': {
      const elements = elementStorage(children, place.slot + 1);
      if (form.size < 1) return null;
      return elements && { ...place, kind: 'fixed list', size: form.size, elements };
    }
    case 'struct':
    case 'runs':
    case 'dictionary':
    case 'other':
    default:
      return null;
  }
}

/** Lists of unknown length are left out: nobody could say of which row they are. */
function valueStorage(path: readonly Field[], slot: number): Storage | null {
  const storage = storageOf(path, slot);
  if (storage === null || !valueKinds.has(storage.kind) || readShape(storage).classes === 0) return null;
  return storage;
}

/** Elements are numbers, one each. */
function elementStorage(children: readonly Field[], slot: number): Storage | null {
  const storage = children.length === 1 ? storageOf(children, slot) : null;
  if (storage === null || !elementKinds.has(storage.kind)) return null;
  const { classes, isText } = readShape(storage);
  return classes === null && !isText ? storage : null;
}

function isIndexType(type: NumberType | null): type is NumberType {
  return type !== null && /^u?int/u.test(type);
}

function runEndStorage({ form, node, buffer, variadicsBefore }: Field, slot: number): NumberStorage | null {
  if (form.kind !== 'number' || !/^int(?:16|32|64)$/u.test(form.type)) return null;
  return { kind: 'number', type: form.type, node, buffer, variadicsBefore, slot };
}
