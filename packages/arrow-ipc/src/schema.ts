import type { DictionaryEncoding } from 'apache-arrow/fb/dictionary-encoding';
import { Endianness } from 'apache-arrow/fb/endianness';
import type { Field as FbField } from 'apache-arrow/fb/field';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import type { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import { UnionMode } from 'apache-arrow/fb/union-mode';
import { type DictionaryForm, type FieldForm, formOf, intType } from './field-form.ts';
import type { MetadataBuffer } from './metadata-buffer.ts';
import { dictionaryText, typeText } from './type-text.ts';

/** One column, or a child of one. Plain data, so that it can be sent to a worker. */
export interface Field {
  readonly name: string;
  /** For people: `float32`, `fixed_size_list<float32>[3]`, `dictionary<utf8>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly form: FieldForm;
  /** Index of the field's node among those of every record batch. */
  readonly node: number;
  /** Index of the field's first buffer, the buffers of variadic fields before it left out. */
  readonly buffer: number;
  /** How many fields before this one have a number of buffers that each batch states anew. */
  readonly variadicsBefore: number;
  /** None for a dictionary-encoded field: its values are those of another batch. */
  readonly children: readonly Field[];
}

/** How many nodes and buffers every record batch has, so that they can be numbered. */
export interface BatchShape {
  readonly nodeCount: number;
  /** Without variadic buffers. */
  readonly bufferCount: number;
  readonly variadicCount: number;
}

/** The columns, and what every record batch must hold for them. */
export interface Schema extends BatchShape {
  readonly fields: readonly Field[];
  readonly endianness: 'little' | 'big';
}

const deepestNesting = 64;
/** A field takes a table of its own and a reference to it. */
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
  const numbering = new Numbering(version, new Budget(buffer));
  const fields = numbering.fields(schema.fieldsLength(), (index) => schema.fields(index), 1);
  const endianness = schema.endianness() === Endianness.Little ? 'little' : 'big';
  return { fields, endianness, ...numbering.shape };
}

/** What the metadata's bytes can hold; more means that tables are shared to no end. */
class Budget {
  readonly buffer: MetadataBuffer;
  #fields = 0;
  #nameBytesLeft: number;

  constructor(buffer: MetadataBuffer) {
    this.buffer = buffer;
    this.#nameBytesLeft = buffer.capacity();
  }

  spendField(): void {
    this.#fields += 1;
    const most = Math.floor(this.buffer.capacity() / leastBytesPerField);
    if (this.#fields > most) throw this.buffer.error(`at most ${most} fields`, 'more');
  }

  spendName(name: string): void {
    this.#nameBytesLeft -= name.length;
    if (this.#nameBytesLeft < 0) throw this.buffer.error('names no longer than the metadata', 'longer ones');
  }
}

/** Numbers the nodes and buffers of one kind of batch. */
class Numbering {
  readonly #version: MetadataVersion;
  readonly #budget: Budget;
  readonly #buffer: MetadataBuffer;
  #nodes = 0;
  #buffers = 0;
  #variadics = 0;

  constructor(version: MetadataVersion, budget: Budget) {
    this.#version = version;
    this.#budget = budget;
    this.#buffer = budget.buffer;
  }

  get shape(): BatchShape {
    return { nodeCount: this.#nodes, bufferCount: this.#buffers, variadicCount: this.#variadics };
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
    this.#budget.spendField();
    const name = field.name() ?? '';
    this.#budget.spendName(name);
    const numbers = { node: this.#nodes, buffer: this.#buffers, variadicsBefore: this.#variadics };
    const nullable = field.nullable();
    const encoding = field.dictionary();
    this.#count(field, encoding !== null);
    if (encoding !== null) {
      const form = this.#dictionaryForm(field, encoding, depth);
      const type = dictionaryText(form.values.fields);
      return { name, type, nullable, form, ...numbers, children: [] };
    }
    const children = this.fields(field.childrenLength(), (index) => field.children(index), depth + 1);
    return { name, ...typeOf(field, children), nullable, ...numbers, children };
  }

  /** The values stand in batches of their own, numbered from 0. */
  #dictionaryForm(field: FbField, encoding: DictionaryEncoding, depth: number): DictionaryForm {
    const values = new Numbering(this.#version, this.#budget);
    const fields = [values.#values(field, depth)];
    const indexType = encoding.indexType();
    return {
      kind: 'dictionary',
      id: encoding.id(),
      // The format's own default.
      indexType: indexType === null ? 'int32' : intType(indexType),
      values: { fields, endianness: 'little', ...values.shape },
    };
  }

  #values(field: FbField, depth: number): Field {
    this.#count(field, false);
    const children = this.fields(field.childrenLength(), (index) => field.children(index), depth + 1);
    const numbers = { node: 0, buffer: 0, variadicsBefore: 0 };
    return { name: '', ...typeOf(field, children), nullable: true, ...numbers, children };
  }

  #count(field: FbField, isDictionary: boolean): void {
    this.#nodes += 1;
    this.#buffers += isDictionary ? 2 : this.#ownBuffers(field);
    if (!isDictionary && isVariadic(field.typeType())) this.#variadics += 1;
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

function typeOf(field: FbField, children: readonly Field[]): Pick<Field, 'type' | 'form'> {
  const form = formOf(field);
  return { type: typeText(field, form.kind === 'number' ? form.type : null, children), form };
}
