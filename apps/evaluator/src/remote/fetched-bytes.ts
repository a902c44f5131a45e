import { ArrowError } from '@offmark/arrow-ipc/rows';
import type { FileReader, OpenFile } from '@offmark/arrow-ipc/rows';
import { requestsFor } from './byte-spans.ts';
import type { Span } from './byte-spans.ts';
import type { HttpSource } from './http-source.ts';

/** Bytes are asked for before they are read; these were not. */
class MissingBytes extends Error {
  readonly span: Span;

  constructor(span: Span) {
    super(`bytes ${span.start} to ${span.end} were not fetched`);
    this.span = span;
  }
}

/** Fetched at least, in bytes, where it is not known what comes next. */
const leastFetched = 64 * 1024;

/** Requests of one resource that are under way at the same time. */
const mostRequests = 6;

interface Part {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const nothing = (): void => {};

/** The parts of a resource that were fetched, to be read like a file. */
export class FetchedBytes {
  readonly #source: HttpSource;
  readonly #size: number;
  readonly #parent: FetchedBytes | null;
  readonly #parts: Part[] = [];
  readonly reader: FileReader;

  /** @param parent what was fetched before and is kept */
  constructor(source: HttpSource, size: number, parent: FetchedBytes | null = null) {
    this.#source = source;
    this.#size = size;
    this.#parent = parent;
    const read = (target: Uint8Array, position: number): void => this.#read(target, position);
    // The source sees to it that all parts are of the same resource.
    this.reader = { path: source.name, size, version: null, checkVersion: nothing, read, close: nothing };
  }

  /** @throws what `HttpSource` throws */
  async fetch(spans: readonly Span[]): Promise<void> {
    const waiting = requestsFor(spans.filter((span) => !this.#has(span))).values();
    const work = async (): Promise<void> => {
      for (const span of waiting) {
        const bytes = await this.#source.fetch(span);
        if (bytes.length < span.end - span.start) throw this.#shortError(span, bytes.length);
        this.#parts.push({ start: span.start, bytes });
      }
    };
    await Promise.all(Array.from({ length: mostRequests }, work));
  }

  /**
   * Does what reads bytes, and again with those that were missing, until none are.
   * @param action must change nothing before it has read all
   */
  async whenFetched<T>(action: (open: OpenFile) => T): Promise<T> {
    for (;;) {
      try {
        return action(() => this.reader);
      } catch (error) {
        if (!(error instanceof MissingBytes)) throw error;
        const { start, end } = error.span;
        await this.fetch([{ start, end: Math.min(this.#size, Math.max(end, start + leastFetched)) }]);
      }
    }
  }

  #read(target: Uint8Array, position: number): void {
    const span = { start: position, end: position + target.length };
    if (position < 0 || span.end > this.#size) {
      const expected = `${target.length} bytes from byte ${position}`;
      const got = `${Math.max(0, this.#size - position)}`;
      throw new ArrowError('E_TRUNCATED', { path: this.#source.name }, { expected, got });
    }
    for (let done = 0; done < target.length;) {
      const part = this.#partAt(position + done);
      if (part === null) throw new MissingBytes(span);
      const from = position + done - part.start;
      const some = part.bytes.subarray(from, from + target.length - done);
      target.set(some, done);
      done += some.length;
    }
  }

  #has({ start, end }: Span): boolean {
    for (let position = start; position < end;) {
      const part = this.#partAt(position);
      if (part === null) return false;
      position = part.start + part.bytes.length;
    }
    return true;
  }

  #partAt(position: number): Part | null {
    const found = this.#parts.find(
      ({ start, bytes }) => start <= position && position < start + bytes.length,
    );
    if (found !== undefined || this.#parent === null) return found ?? null;
    return this.#parent.#partAt(position);
  }

  #shortError({ start, end }: Span, length: number): ArrowError {
    const expected = `${end - start} bytes from byte ${start}`;
    return new ArrowError('E_TRUNCATED', { path: this.#source.name }, { expected, got: `${length}` });
  }
}
