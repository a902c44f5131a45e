// The three tables of a block's sequences: RFC 8878, 3.1.1.3.2.1 and 3.1.1.3.2.2.
import { makeSingle, makeTable, readTable, tableLog } from './fse';
import { Layout } from './layout';

const lengthBases: usize = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512,
  1024, 2048, 4096, 8192, 16384, 32768, 65536,
]);
const lengthExtras: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14,
  15, 16,
]);
const lengthCounts: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
  -1,
]);
const matchBases: usize = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771,
  65539,
]);
const matchExtras: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1,
  2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const matchCounts: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
/** A distance is as many bits as its symbol says behind a one: the symbol is all that an entry holds. */
const distanceExtras: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
  29, 30, 31,
]);
const distanceCounts: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

const lengthSymbols: i32 = 36;
const matchSymbols: i32 = 53;
const distanceSymbols: i32 = 32;
const lengthLog: i32 = 9;
const matchLog: i32 = 9;
const distanceLog: i32 = 8;

const lengthTable: usize = Layout.lengthTable;
const matchTable: usize = Layout.matchTable;
const distanceTable: usize = Layout.distanceTable;
// What goes over from one block of a frame to the next. A log of −1: there is no table yet.
export let lengthTableLog: i32 = -1;
export let matchTableLog: i32 = -1;
export let distanceTableLog: i32 = -1;

export function forgetTables(): void {
  lengthTableLog = -1;
  matchTableLog = -1;
  distanceTableLog = -1;
}

/** What a table was read into; its log stands in `tableLog`. */
function readSequenceTable(
  mode: u32,
  source: usize,
  end: usize,
  symbols: i32,
  log: i32,
  knownCounts: usize,
  knownSymbols: i32,
  knownLog: i32,
  table: usize,
  bases: usize,
  extras: usize,
): usize {
  if (mode == 0) {
    makeTable(knownCounts, knownSymbols, knownLog, table, bases, extras);
    return source;
  }
  if (mode == 2) return readTable(source, end, symbols, log, table, bases, extras);
  if (source >= end || load<u8>(source) >= <u8>symbols) return 0;
  makeSingle(load<u8>(source), table, bases, extras);
  return source + 1;
}

/** Reads the three tables, or keeps those before. @returns the end of them; 0 if they are malformed */
export function readTables(modes: u32, source: usize, end: usize): usize {
  if ((modes & 3) != 0) return 0;
  const lengthMode = modes >> 6;
  if (lengthMode != 3) {
    source = readSequenceTable(
      lengthMode,
      source,
      end,
      lengthSymbols,
      lengthLog,
      lengthCounts,
      36,
      6,
      lengthTable,
      lengthBases,
      lengthExtras,
    );
    if (source == 0) return 0;
    lengthTableLog = tableLog;
  }
  const distanceMode = (modes >> 4) & 3;
  if (distanceMode != 3) {
    source = readSequenceTable(
      distanceMode,
      source,
      end,
      distanceSymbols,
      distanceLog,
      distanceCounts,
      29,
      5,
      distanceTable,
      0,
      distanceExtras,
    );
    if (source == 0) return 0;
    distanceTableLog = tableLog;
  }
  const matchMode = (modes >> 2) & 3;
  if (matchMode != 3) {
    source = readSequenceTable(
      matchMode,
      source,
      end,
      matchSymbols,
      matchLog,
      matchCounts,
      53,
      6,
      matchTable,
      matchBases,
      matchExtras,
    );
    if (source == 0) return 0;
    matchTableLog = tableLog;
  }
  return lengthTableLog < 0 || distanceTableLog < 0 || matchTableLog < 0 ? 0 : source;
}
