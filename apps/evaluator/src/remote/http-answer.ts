import { inputError } from '../errors.ts';

/** What a server says a resource is: as long as it stays the same, its bytes belong together. */
export interface Identity {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** An answer whose status and lengths were looked at. */
export interface Answer {
  readonly identity: Identity;
  /** Of the first byte that it brings. */
  readonly start: number;
  /** Behind its last byte; null if the server doesn't say. */
  readonly end: number | null;
  /** Bytes of the whole; null if the server doesn't say. */
  readonly size: number | null;
  /** Whether it brings a part that was asked for. */
  readonly isPart: boolean;
}

export function identityOf(headers: Headers): Identity {
  return { etag: headers.get('etag'), lastModified: headers.get('last-modified') };
}

/** The header with which a server sends a part of the same resource alone; null if it cannot be named for sure. */
export function conditionOf({ etag, lastModified }: Identity): string | null {
  if (etag !== null) return etag.startsWith('W/') ? null : etag;
  return lastModified;
}

export function identityText({ etag, lastModified }: Identity): string {
  if (etag !== null) return `ETag ${etag}`;
  return lastModified === null ? 'no ETag' : `Last-Modified ${lastModified}`;
}

export function isSame(a: Identity, b: Identity): boolean {
  return a.etag === b.etag && (a.etag !== null || a.lastModified === b.lastModified);
}

/**
 * @param place the URL, as errors show it
 * @throws E_HTTP if status or headers are none that bytes may be read by
 */
export function answerOf({ status, statusText, headers }: Response, place: string): Answer {
  const identity = identityOf(headers);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw httpError(place, 'bytes as they are', `Content-Encoding ${encoding}`);
  }
  if (status === 200) {
    const length = wholeNumber(headers.get('content-length'));
    return { identity, start: 0, end: length, size: length, isPart: false };
  }
  if (status !== 206) throw httpError(place, 'status 200 or 206', `${status} ${statusText}`.trim());
  const range = headers.get('content-range');
  const [, first = '', last = '', total = ''] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(range ?? '') ?? [];
  const [start, end, size] = [wholeNumber(first), wholeNumber(last), wholeNumber(total)];
  if (start === null || end === null || end < start || (size !== null && end >= size)) {
    throw httpError(place, 'a Content-Range like bytes 0-99/1000', range ?? 'none');
  }
  return { identity, start, end: end + 1, size, isPart: true };
}

function wholeNumber(text: string | null): number | null {
  if (text === null || !/^\d+$/.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

export function httpError(place: string, expected: string, got: string, next?: string): Error {
  return inputError('E_HTTP', { place, expected, got, ...(next === undefined ? {} : { next }) });
}

export function changedError(place: string, expected: string, got: string): Error {
  const next = 'It changed while it was read: run again.';
  return inputError('E_INPUT_CHANGED', { place, expected, got, next });
}
