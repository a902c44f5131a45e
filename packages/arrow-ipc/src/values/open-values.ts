import type { ColumnLayout } from '../column.ts';
import type { DictionaryStorage, Storage } from '../storage.ts';
import { byteType } from '../read-shape.ts';
import { ColumnValues } from './column-values.ts';
import type { Dictionary } from './dictionary.ts';
import { DictionaryValues } from './dictionary-values.ts';
import { FixedListValues, ListValues } from './list-values.ts';
import { DecimalValues, NullValues, NumberValues, StructValues } from './number-values.ts';
import { RunValues } from './run-values.ts';
import type { TextTable } from './text-table.ts';
import { TextValues, TextViewValues } from './text-values.ts';
import type { ValueReader } from './value-reader.ts';

/** What readers share: `SharedValues`. */
interface Shared {
  texts(column: ColumnLayout): TextTable;
  dictionary(storage: DictionaryStorage): Dictionary;
}

/** The only place that chooses a reader by what is stored. */
export function openValues(storage: Storage, column: ColumnLayout, shared: Shared): ValueReader {
  switch (storage.kind) {
    case 'number':
      return new NumberValues(storage);
    case 'decimal':
      return new DecimalValues(storage);
    case 'null':
      return new NullValues();
    case 'text':
      return new TextValues(storage, shared.texts(column));
    case 'text view':
      return new TextViewValues(storage, shared.texts(column));
    case 'struct':
      return new StructValues(storage, openValues(storage.field, column, shared));
    case 'fixed list':
      return new FixedListValues(storage, openValues(storage.elements, column, shared));
    case 'list':
      return new ListValues(storage, openValues(storage.elements, column, shared), column.classes ?? 0);
    case 'dictionary':
      return new DictionaryValues(storage, shared.dictionary(storage));
    case 'runs':
      return new RunValues(storage, openValues(storage.values, column, shared));
    case 'columns':
    default: {
      const columns = storage.columns.map((part, index) => ({
        name: storage.names[index] ?? column.name,
        type: byteType(part),
        reader: openValues(part, column, shared),
      }));
      return new ColumnValues(columns, column.type);
    }
  }
}
