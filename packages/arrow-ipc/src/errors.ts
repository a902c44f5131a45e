/** Where a fault was found. Batches and rows count from 0, in the order of the file or stream. */
export interface Place {
  readonly path: string;
  readonly batch?: number;
  /** A dictionary batch. */
  readonly dictionary?: number;
  /** Within the batch. */
  readonly row?: number;
  readonly column?: string;
}

/**
 * - `E_INPUT_OPEN` the path cannot be opened as a regular file
 * - `E_INPUT_READ` the system failed while reading
 * - `E_INPUT_CHANGED` the file was written to, or replaced, while it was read
 * - `E_NOT_ARROW` the bytes are something else
 * - `E_TRUNCATED` the bytes end too early
 * - `E_METADATA` metadata that contradicts itself or the bytes around it
 * - `E_METADATA_VERSION` metadata other than V4 and V5
 * - `E_BIG_ENDIAN` written in a way that this reader does not read
 * - `E_COMPRESSION` a codec that this reader does not know, or compressed bytes that don't decode to what they should
 * - `E_COLUMN_MISSING`, `E_COLUMN_AMBIGUOUS`, `E_COLUMN_TYPE` the name fits no column, several, or one without numbers
 * - `E_BUFFER_RANGE` a buffer outside its body, or too short for its rows
 * - `E_OFFSETS` offsets of lists or texts that go back, or beyond what they point into
 * - `E_RUN_ENDS` ends of runs that don't rise, or don't reach the last row
 * - `E_DICTIONARY_INDEX` an index that its dictionary does not have
 * - `E_RAGGED` a list with another number of values than the first one
 * - `E_INTEGER_RANGE` an integer that a double does not hold, where it must become one
 * - `E_TEXT` bytes that are no UTF-8
 * - `E_LABEL_UNKNOWN` a text that is none of the classes
 * - `E_MEMORY` more memory than there is
 */
export type ArrowErrorCode =
  | 'E_INPUT_OPEN'
  | 'E_INPUT_READ'
  | 'E_INPUT_CHANGED'
  | 'E_NOT_ARROW'
  | 'E_TRUNCATED'
  | 'E_METADATA'
  | 'E_METADATA_VERSION'
  | 'E_BIG_ENDIAN'
  | 'E_COMPRESSION'
  | 'E_COLUMN_MISSING'
  | 'E_COLUMN_AMBIGUOUS'
  | 'E_COLUMN_TYPE'
  | 'E_BUFFER_RANGE'
  | 'E_OFFSETS'
  | 'E_RUN_ENDS'
  | 'E_DICTIONARY_INDEX'
  | 'E_RAGGED'
  | 'E_INTEGER_RANGE'
  | 'E_TEXT'
  | 'E_LABEL_UNKNOWN'
  | 'E_MEMORY';

export interface ArrowErrorDetails {
  readonly expected: string;
  readonly got: string;
  /** A whole sentence that says what to do, if there is something to do. */
  readonly next?: string;
  readonly cause?: unknown;
}

/** Anything learnt from opening or reading an input: `CODE place: expected …, got …. Next step.` in one line. */
export class ArrowError extends Error {
  readonly code: ArrowErrorCode;
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly next: string;

  constructor(code: ArrowErrorCode, place: Place, details: ArrowErrorDetails) {
    const shownPlace = escapeControls(placeText(place));
    const expected = escapeControls(details.expected);
    const got = escapeControls(details.got);
    const next = escapeControls(details.next ?? '');
    const sentence = `${code} ${shownPlace}: expected ${expected}, got ${got}.`;
    super(next === '' ? sentence : `${sentence} ${next}`, { cause: details.cause });
    this.name = 'ArrowError';
    this.code = code;
    this.place = shownPlace;
    this.expected = expected;
    this.got = got;
    this.next = next;
  }
}

function placeText({ path, batch, dictionary, row, column }: Place): string {
  const parts = [path];
  if (batch !== undefined) parts.push(`batch ${batch}`);
  if (dictionary !== undefined) parts.push(`dictionary batch ${dictionary}`);
  if (row !== undefined) parts.push(`row ${row}`);
  if (column !== undefined) parts.push(`column "${column}"`);
  return parts.join(', ');
}

const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/** Shows what a terminal would obey or turn around (control characters, line ends, direction marks) as `\u….`. */
export function escapeControls(text: string): string {
  return text.replaceAll(controls, (character) => {
    if (character === '\n') return String.raw`\n`;
    if (character === '\t') return String.raw`\t`;
    return String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
  });
}
