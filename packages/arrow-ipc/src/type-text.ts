import { Date as FbDate } from 'apache-arrow/fb/date';
import { DateUnit } from 'apache-arrow/fb/date-unit';
import { Decimal } from 'apache-arrow/fb/decimal';
import { Duration } from 'apache-arrow/fb/duration';
import type { Field as FbField } from 'apache-arrow/fb/field';
import { FixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { Interval } from 'apache-arrow/fb/interval';
import { Time } from 'apache-arrow/fb/time';
import { Timestamp } from 'apache-arrow/fb/timestamp';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import { UnionMode } from 'apache-arrow/fb/union-mode';
import { Encoding } from 'flatbuffers';
import type { Field } from './schema.ts';

type Describe = (field: FbField, children: readonly Field[]) => string;

const longestText = 120;

/** The type as a person would write it, like `fixed_size_list<float32>[3]`; cut off when it is very long. */
export function typeText(field: FbField, numberType: string | null, children: readonly Field[]): string {
  return shortened(numberType ?? describers[field.typeType()]?.(field, children) ?? 'unknown');
}

/** @param values the one field of a dictionary's batches */
export function dictionaryText(values: readonly Field[]): string {
  return shortened(nested('dictionary', values));
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

const timeUnits = ['s', 'ms', 'us', 'ns'] as const;
const intervalUnits = ['year_month', 'day_time', 'month_day_nano'] as const;

/** For numbers of a width that this reader does not know; the known ones never come here. */
const unknownNumber: Describe = () => 'number of unknown width';

/** Partial, because a corrupted type is none of these. */
const describers: Readonly<Partial<Record<Type, Describe>>> = {
  [Type.Null]: () => 'null',
  [Type.Bool]: () => 'bool',
  [Type.Int]: unknownNumber,
  [Type.FloatingPoint]: unknownNumber,
  [Type.Binary]: () => 'binary',
  [Type.Utf8]: () => 'utf8',
  [Type.LargeBinary]: () => 'large_binary',
  [Type.LargeUtf8]: () => 'large_utf8',
  [Type.BinaryView]: () => 'binary_view',
  [Type.Utf8View]: () => 'utf8_view',
  [Type.Decimal]: (field) => {
    const type: Decimal | null = field.type(new Decimal());
    return type === null ? 'decimal' : `decimal${type.bitWidth()}(${type.precision()}, ${type.scale()})`;
  },
  [Type.Date]: (field) => {
    const type: FbDate | null = field.type(new FbDate());
    return type?.unit() === DateUnit.DAY ? 'date32' : 'date64';
  },
  [Type.Time]: (field) => {
    const type: Time | null = field.type(new Time());
    return type === null ? 'time' : `time${type.bitWidth()}[${timeUnits[type.unit()]}]`;
  },
  [Type.Timestamp]: (field) => {
    const type: Timestamp | null = field.type(new Timestamp());
    return type === null ? 'timestamp' : `timestamp[${timeUnits[type.unit()]}${zoneText(type)}]`;
  },
  [Type.Duration]: (field) => {
    const type: Duration | null = field.type(new Duration());
    return type === null ? 'duration' : `duration[${timeUnits[type.unit()]}]`;
  },
  [Type.Interval]: (field) => {
    const type: Interval | null = field.type(new Interval());
    return type === null ? 'interval' : `interval[${intervalUnits[type.unit()]}]`;
  },
  [Type.FixedSizeBinary]: (field) => {
    const type: FixedSizeBinary | null = field.type(new FixedSizeBinary());
    return `fixed_size_binary[${type?.byteWidth() ?? 0}]`;
  },
  [Type.FixedSizeList]: (field, children) => {
    const type: FixedSizeList | null = field.type(new FixedSizeList());
    return `${nested('fixed_size_list', children)}[${type?.listSize() ?? 0}]`;
  },
  [Type.Union]: (field, children) => {
    const type: Union | null = field.type(new Union());
    return nested(type?.mode() === UnionMode.Dense ? 'dense_union' : 'sparse_union', children);
  },
  // oxlint-disable-next-line no-underscore-dangle -- the generated name
  [Type.Struct_]: (_, children) =>
    `struct<${children.map(({ name, type }) => `${name}: ${type}`).join(', ')}>`,
  [Type.List]: (_, children) => nested('list', children),
  [Type.LargeList]: (_, children) => nested('large_list', children),
  [Type.ListView]: (_, children) => nested('list_view', children),
  [Type.LargeListView]: (_, children) => nested('large_list_view', children),
  [Type.Map]: (_, children) => nested('map', children),
  [Type.RunEndEncoded]: (_, children) => nested('run_end_encoded', children),
};

function nested(name: string, children: readonly Field[]): string {
  if (children.length === 0) return name;
  return `${name}<${children.map(({ type }) => type).join(', ')}>`;
}

/** Cut off before it is decoded: fields could share one huge text. */
function zoneText(type: Timestamp): string {
  const zone = type.timezone(Encoding.UTF8_BYTES);
  if (zone === null || typeof zone === 'string' || zone.length === 0) return '';
  return `, ${new TextDecoder().decode(zone.subarray(0, longestText))}`;
}
