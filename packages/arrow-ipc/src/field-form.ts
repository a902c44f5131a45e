import { Decimal } from 'apache-arrow/fb/decimal';
import type { Field as FbField } from 'apache-arrow/fb/field';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { Type } from 'apache-arrow/fb/type';
import type { NumberType } from './number-type.ts';
import type { Schema } from './schema.ts';

/** A dictionary-encoded field: indices in the batch, values in a dictionary that columns may share. */
export interface DictionaryForm {
  readonly kind: 'dictionary';
  readonly id: bigint;
  /** null for what is no integer type. */
  readonly indexType: NumberType | null;
  /** What the dictionary's own batches hold: one field. */
  readonly values: Schema;
}

/** What a field is made of, as far as this package reads it. Extension types are their storage. */
export type FieldForm =
  | { readonly kind: 'number'; readonly type: NumberType }
  | { readonly kind: 'decimal'; readonly bitWidth: number; readonly scale: number }
  | { readonly kind: 'text'; readonly offsetType: 'int32' | 'int64' }
  | { readonly kind: 'text view' | 'null' | 'struct' | 'runs' | 'other' }
  | { readonly kind: 'list'; readonly offsetType: 'int32' | 'int64' }
  | { readonly kind: 'fixed list'; readonly size: number }
  | DictionaryForm;

/** @returns the form of the values: whether they are in a dictionary is another matter */
export function formOf(field: FbField): FieldForm {
  return formReaders[field.typeType()]?.(field) ?? { kind: 'other' };
}

const formReaders: Readonly<Partial<Record<Type, (field: FbField) => FieldForm | null>>> = {
  [Type.Bool]: () => ({ kind: 'number', type: 'bool' }),
  [Type.Int]: (field) => {
    const int: Int | null = field.type(new Int());
    return numberForm(int === null ? null : intType(int));
  },
  [Type.FloatingPoint]: (field) => {
    const float: FloatingPoint | null = field.type(new FloatingPoint());
    return numberForm(float === null ? null : (floatTypes[float.precision()] ?? null));
  },
  [Type.Decimal]: (field) => {
    const decimal: Decimal | null = field.type(new Decimal());
    return decimal && { kind: 'decimal', bitWidth: decimal.bitWidth(), scale: decimal.scale() };
  },
  [Type.Utf8]: () => ({ kind: 'text', offsetType: 'int32' }),
  [Type.LargeUtf8]: () => ({ kind: 'text', offsetType: 'int64' }),
  [Type.Utf8View]: () => ({ kind: 'text view' }),
  [Type.Null]: () => ({ kind: 'null' }),
  // oxlint-disable-next-line no-underscore-dangle -- the generated name
  [Type.Struct_]: () => ({ kind: 'struct' }),
  [Type.RunEndEncoded]: () => ({ kind: 'runs' }),
  [Type.List]: () => ({ kind: 'list', offsetType: 'int32' }),
  [Type.LargeList]: () => ({ kind: 'list', offsetType: 'int64' }),
  [Type.FixedSizeList]: (field) => {
    const list: FixedSizeList | null = field.type(new FixedSizeList());
    return list && { kind: 'fixed list', size: list.listSize() };
  },
};

function numberForm(type: NumberType | null): FieldForm | null {
  return type && { kind: 'number', type };
}

const floatTypes = ['float16', 'float32', 'float64'] as const;

/** @returns null if there is no such integer */
export function intType(int: Int): NumberType | null {
  const isSigned = int.isSigned();
  switch (int.bitWidth()) {
    case 8:
      return isSigned ? 'int8' : 'uint8';
    case 16:
      return isSigned ? 'int16' : 'uint16';
    case 32:
      return isSigned ? 'int32' : 'uint32';
    case 64:
      return isSigned ? 'int64' : 'uint64';
    default:
      return null;
  }
}
