export type { BatchRegions } from './batch.ts';
export { resolveColumn } from './column.ts';
export { type Dump, openDump } from './dump.ts';
export type { Block } from './footer.ts';
export type { DumpFormat } from './magic.ts';
export { readBatches } from './read-batches.ts';
export * from './rows.ts';
export type { Field, Schema } from './schema.ts';
export { type DumpStream, openStream, type StreamBatch } from './stream.ts';
