import type { NumberType } from './number-type.ts';
import type { Storage } from './storage.ts';

/** What a column is when it is read: its values' type, how many there are in a row, and whether they are texts. */
export interface ReadShape {
  readonly type: NumberType;
  /** null for one value per row; 0 for lists whose length nobody has looked at yet. */
  readonly classes: number | null;
  readonly isText: boolean;
}

/** Texts are read as int32 numbers of a table of texts, decimals as doubles, booleans in lists as bytes. */
export function readShape(storage: Storage): ReadShape {
  switch (storage.kind) {
    case 'number':
      return { type: storage.type, classes: null, isText: false };
    case 'decimal':
    case 'null':
      return { type: 'float64', classes: null, isText: false };
    case 'text':
    case 'text view':
      return { type: 'int32', classes: null, isText: true };
    case 'struct':
      return readShape(storage.field);
    case 'dictionary':
    case 'runs':
      return readShape(storage.values);
    case 'fixed list':
      return { ...readShape(storage.elements), type: byteType(storage.elements), classes: storage.size };
    case 'list':
      return { ...readShape(storage.elements), type: byteType(storage.elements), classes: 0 };
    case 'columns':
    default: {
      const types = new Set(storage.columns.map(byteType));
      const [type = 'float64'] = types;
      return { type: types.size === 1 ? type : 'float64', classes: storage.columns.length, isText: false };
    }
  }
}

/** The type of values where each takes whole bytes, as readers give them: a boolean is the byte 0 or 1. */
export function byteType(storage: Storage): NumberType {
  const { type } = readShape(storage);
  return type === 'bool' ? 'uint8' : type;
}
