import { Endianness } from 'apache-arrow/fb/endianness';
import type { Field as FbField } from 'apache-arrow/fb/field';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import type { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import { UnionMode } from 'apache-arrow/fb/union-mode';
import type { MetadataBuffer } from './metadata-buffer.ts';
import type { NumberType } from './number-type.ts';
import { typeText } from './type-text.ts';

/** One column, or a child of one. Plain data, so that it can be sent to a worker. */
export interface Field {
  readonly name: string;
  /** For people: `float32`, `fixed_size_list<float32>[3]`, `dictionary<utf8>`. */
  readonly type: string;
  readonly nullable: boolean;
  /** The type of the field's values if they are plain numbers or booleans. */
  readonly numberType: NumberType | null;
  /** The size of a fixed-size list; null for every other type. */
  readonly listSize: number | null;
  /** Index of the field's node among those of every record batch. */
  readonly node: number;
  /** Index of the field's first buffer, the buffers of variadic fields before it left out. */
  readonly buffer: number;
  /** How many fields before this one have a number of buffers that each batch states anew. */
  readonly variadicsBefore: number;
  readonly children: readonly Field[];
}

/** The columns, and what every record batch must hold for them. */
export interface Schema {
  readonly fields: readonly Field[];
  readonly endianness: 'little' | 'big';
  readonly nodeCount: number;
  /** Without variadic buffers. */
  readonly bufferCount: number;
  readonly variadicCount: number;
}

const deepestNesting = 64;
/** A field takes a table of its own and a reference to it; fewer bytes a field mean that tables are shared to no end. */
const leastBytesPerField = 8;

/** Buffers of a field without its children's and without variadic ones. */
const ownBuffers: Readonly<Record<Exclude<Type, Type.NONE | Type.Union>, number>> &
  Partial<Record<Type, number>> = {
  [Type.Null]: 0,
  [Type.RunEndEncoded]: 0,
  // oxlint-disable-next-line no-underscore-dangle -- the generated name
  [Type.Struct_]: 1,
  [Type.FixedSizeList]: 1,
  [Type.Bool]: 2,
  [Type.Int]: 2,
  [Type.FloatingPoint]: 2,
  [Type.Decimal]: 2,
  [Type.Date]: 2,
  [Type.Time]: 2,
  [Type.Timestamp]: 2,
  [Type.Interval]: 2,
  [Type.Duration]: 2,
  [Type.FixedSizeBinary]: 2,
  [Type.List]: 2,
  [Type.LargeList]: 2,
  [Type.Map]: 2,
  [Type.BinaryView]: 2,
  [Type.Utf8View]: 2,
  [Type.Binary]: 3,
  [Type.Utf8]: 3,
  [Type.LargeBinary]: 3,
  [Type.LargeUtf8]: 3,
  [Type.ListView]: 3,
  [Type.LargeListView]: 3,
};

/**
 * Numbers nodes and buffers from the flatbuffer itself, so that types which nobody asked for do no harm.
 * @throws E_METADATA if fields are missing, nested deeper than 64, or more than the metadata can hold
 */
export function decodeSchema(schema: FbSchema, version: MetadataVersion, buffer: MetadataBuffer): Schema {
  const numbering = new Numbering(version, buffer);
  const fields = numbering.fields(schema.fieldsLength(), (index) => schema.fields(index), 1);
  return {
    fields,
    endianness: schema.endianness() === Endianness.Little ? 'little' : 'big',
    nodeCount: numbering.nodes,
    bufferCount: numbering.buffers,
    variadicCount: numbering.variadics,
  };
}

class Numbering {
  readonly #version: MetadataVersion;
  readonly #buffer: MetadataBuffer;
  #nameBytesLeft: number;
  nodes = 0;
  buffers = 0;
  variadics = 0;

  constructor(version: MetadataVersion, buffer: MetadataBuffer) {
    this.#version = version;
    this.#buffer = buffer;
    this.#nameBytesLeft = buffer.capacity();
  }

  fields(count: number, fieldAt: (index: number) => FbField | null, depth: number): Field[] {
    const fields: Field[] = [];
    for (let index = 0; index < count; index += 1) {
      const field = fieldAt(index);
      if (field === null) throw this.#buffer.error(`a list of ${count} fields`, 'none');
      fields.push(this.#field(field, depth));
    }
    return fields;
  }

  #field(field: FbField, depth: number): Field {
    if (depth > deepestNesting)
      throw this.#buffer.error(`nesting of at most ${deepestNesting} levels`, 'more');
    const isDictionary = field.dictionary() !== null;
    const numbers = { node: this.nodes, buffer: this.buffers, variadicsBefore: this.variadics };
    this.#count(field, isDictionary);
    const name = this.#name(field);
    // A dictionary-encoded field stands in a batch as its indices alone.
    const children = isDictionary
      ? []
      : this.fields(field.childrenLength(), (index) => field.children(index), depth + 1);
    const numberType = numberTypeOf(field);
    return {
      name,
      type: typeText(field, numberType, children),
      nullable: field.nullable(),
      numberType: isDictionary ? null : numberType,
      listSize: isDictionary ? null : listSizeOf(field),
      ...numbers,
      children,
    };
  }

  #count(field: FbField, isDictionary: boolean): void {
    this.nodes += 1;
    if (this.nodes * leastBytesPerField > this.#buffer.capacity()) {
      throw this.#buffer.error(
        `at most ${Math.floor(this.#buffer.capacity() / leastBytesPerField)} fields`,
        'more',
      );
    }
    this.buffers += isDictionary ? 2 : this.#ownBuffers(field);
    if (!isDictionary && isVariadic(field.typeType())) this.variadics += 1;
  }

  #name(field: FbField): string {
    const name = field.name() ?? '';
    this.#nameBytesLeft -= name.length;
    if (this.#nameBytesLeft < 0) throw this.#buffer.error('names no longer than the metadata', 'longer ones');
    return name;
  }

  #ownBuffers(field: FbField): number {
    const type = field.typeType();
    if (type === Type.Union) return this.#unionBuffers(field);
    const buffers: number | undefined = ownBuffers[type];
    // Without its number of buffers, no later column could be found.
    if (buffers === undefined)
      throw this.#buffer.error(`a type from 1 to ${Type.LargeListView}`, `type ${type}`);
    return buffers;
  }

  /** Unions lost their validity bitmap with V5. */
  #unionBuffers(field: FbField): number {
    const union: Union | null = field.type(new Union());
    const validity = this.#version < MetadataVersion.V5 ? 1 : 0;
    return (union?.mode() === UnionMode.Dense ? 2 : 1) + validity;
  }
}

function isVariadic(type: Type): boolean {
  return type === Type.BinaryView || type === Type.Utf8View;
}

function listSizeOf(field: FbField): number | null {
  if (field.typeType() !== Type.FixedSizeList) return null;
  const list: FixedSizeList | null = field.type(new FixedSizeList());
  return list?.listSize() ?? null;
}

function numberTypeOf(field: FbField): NumberType | null {
  const type = field.typeType();
  if (type === Type.Bool) return 'bool';
  if (type === Type.Int) {
    const int: Int | null = field.type(new Int());
    return int === null ? null : intType(int.bitWidth(), int.isSigned());
  }
  if (type === Type.FloatingPoint) {
    const float: FloatingPoint | null = field.type(new FloatingPoint());
    return float === null ? null : (floatTypes[float.precision()] ?? null);
  }
  return null;
}

const floatTypes = ['float16', 'float32', 'float64'] as const;

function intType(bitWidth: number, isSigned: boolean): NumberType | null {
  switch (bitWidth) {
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
