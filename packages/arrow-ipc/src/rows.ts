/**
 * What it takes to read rows that were planned before: no metadata is decoded here, so that a worker starts without
 * loading its decoder.
 */
export { type BatchTable, isCompressed } from './batch-table.ts';
export type { BufferRegion, Codec, ColumnRegions } from './buffer-region.ts';
export { ChunkBuffers } from './chunk-buffers.ts';
export type { Allocate, ColumnChunk } from './column-buffer.ts';
export type { ColumnLayout } from './column.ts';
export { Decompressor } from './compression/decompressor.ts';
export { dictionariesOf } from './dictionaries.ts';
export type { DictionaryTable } from './dictionary-table.ts';
export {
  ArrowError,
  type ArrowErrorCode,
  type ArrowErrorDetails,
  escapeControls,
  type Place,
} from './errors.ts';
export { listed } from './listed.ts';
export { bitsPerValue, type NumberType } from './number-type.ts';
export {
  type ByteReader,
  bytesReader,
  type FileReader,
  type FileVersion,
  type OpenFile,
  openFileReader,
  openSameFile,
} from './reader.ts';
export { type BatchRows, planRows, type RowPiece, runEnd } from './row-plan.ts';
export { isPlain, rowBits, type Storage } from './storage.ts';
export type { DictionarySource } from './values/dictionary.ts';
export { PipedDictionary, SharedValues, tableSource } from './values/shared-values.ts';
export type { TextTable } from './values/text-table.ts';
