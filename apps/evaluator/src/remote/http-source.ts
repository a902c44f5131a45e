import { setTimeout as sleep } from 'node:timers/promises';
import { inputError } from '../errors.ts';
import type { Span } from './byte-spans.ts';
import {
  answerOf,
  changedError,
  conditionOf,
  httpError,
  identityOf,
  identityText,
  isSame,
} from './http-answer.ts';
import type { Answer } from './http-answer.ts';
import { addressOf, shownName } from './remote-name.ts';
import type { Address } from './remote-name.ts';
import { Stops } from './stops.ts';

/** How long a server is waited for, and how often it is asked. Times in milliseconds. */
export interface HttpLimits {
  /** Without an answer, or another byte of it. */
  readonly silence: number;
  /** Requests in a row that bring nothing. */
  readonly attempts: number;
  /** Before the second of them; before each further one twice as long, and up to as long again at random. */
  readonly pause: number;
  /** The longest that a server may ask to wait. */
  readonly longestPause: number;
}

const usualLimits: HttpLimits = { silence: 30_000, attempts: 5, pause: 250, longestPause: 60_000 };

/** States of a server that may pass. */
const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** What may be better the next time, with the time that the server asks to wait. */
class Setback extends Error {
  readonly wait: number;

  constructor(message: string, wait = 0) {
    super(message);
    this.wait = wait;
  }
}

/** One resource of a server, read by requests that are made again where they fail. */
export class HttpSource {
  /** As it is shown. */
  readonly name: string;
  readonly #address: Address;
  readonly #stops: Stops;
  readonly #limits: HttpLimits;
  /** Of the first answer; those of all others must be the same. */
  #first: Answer | null = null;

  /** @param signal ends whatever is under way */
  constructor(name: string, signal: AbortSignal, limits: HttpLimits = usualLimits) {
    this.name = shownName(name);
    this.#address = addressOf(name);
    this.#stops = new Stops(signal);
    this.#limits = limits;
  }

  /** What the first answer said. */
  get answer(): Answer {
    if (this.#first === null) throw new RangeError('no answer yet');
    return this.#first;
  }

  /**
   * A span's bytes. It may end with the resource, or with the first answer if the server ignores what part is wanted.
   * @throws E_HTTP, E_INPUT_READ, E_INPUT_CHANGED, E_TRUNCATED
   */
  async fetch(span: Span): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of this.bytes(span.start, span.end)) {
      parts.push(part);
      length += part.length;
      if (length >= span.end - span.start) break;
    }
    return new Uint8Array(Buffer.concat(parts, length));
  }

  /**
   * Bytes from one position up to another, or to the end, taken up where a connection was lost.
   * @throws E_HTTP, E_INPUT_READ, E_INPUT_CHANGED, E_TRUNCATED
   */
  async *bytes(start: number, end: number | null): AsyncGenerator<Uint8Array, void> {
    let position = start;
    for (let failures = 0; ;) {
      const attempt = new Attempt(this.name, this.#stops, this.#limits.silence);
      try {
        const answer = await this.#ask(attempt, position, end);
        if (answer === null) return;
        let skip = position - answer.start;
        for (;;) {
          const piece = await attempt.piece();
          if (piece === null) break;
          const wanted = piece.subarray(Math.min(skip, piece.length));
          skip -= piece.length - wanted.length;
          if (wanted.length === 0) continue;
          position += wanted.length;
          if (answer.end !== null && position > answer.end) throw this.#tooLong(answer, position);
          failures = 0;
          yield wanted;
        }
        if (answer.end !== null && position < answer.end) {
          throw new Setback(`an end at byte ${position} of ${answer.end}`);
        }
        const last = Math.min(end ?? Infinity, answer.size ?? Infinity);
        if (!answer.isPart || position >= last) return;
        // A part of the part: the rest is asked for.
      } catch (error) {
        if (!(error instanceof Setback)) throw error;
        failures += 1;
        await this.#pause(error, failures, position);
      } finally {
        attempt.end();
      }
    }
  }

  /** @returns null if there are no bytes from this position on */
  async #ask(attempt: Attempt, position: number, end: number | null): Promise<Answer | null> {
    const isWhole = position === 0 && end === null;
    const range = isWhole ? {} : { range: `bytes=${position}-${end === null ? '' : end - 1}` };
    const condition = this.#first === null || isWhole ? null : conditionOf(this.#first.identity);
    const headers = {
      ...this.#address.headers,
      'accept-encoding': 'identity',
      ...range,
      ...(condition === null ? {} : { 'if-range': condition }),
    };
    const response = await attempt.fetch(this.#address.url, headers);
    if (passing.has(response.status)) {
      const words = `${response.status} ${response.statusText}`.trim();
      throw new Setback(words, waitOf(response.headers));
    }
    if (response.status === 416) return this.#noSuchRange(response, position);
    const answer = answerOf(response, this.name);
    this.#check(answer, position, end);
    this.#first ??= answer;
    return answer;
  }

  #noSuchRange({ headers }: Response, position: number): null {
    const size = /^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
    if (position === 0 && this.#first === null) {
      this.#first = { identity: identityOf(headers), start: 0, end: 0, size: 0, isPart: false };
      return null;
    }
    throw changedError(this.name, `bytes from byte ${position} on`, `a length of ${size ?? 'less'}`);
  }

  /** @throws E_INPUT_CHANGED, E_HTTP */
  #check(answer: Answer, position: number, end: number | null): void {
    const first = this.#first;
    if (first !== null) {
      if (!isSame(first.identity, answer.identity)) {
        throw changedError(this.name, identityText(first.identity), identityText(answer.identity));
      }
      if (first.size !== null && answer.size !== null && first.size !== answer.size) {
        throw changedError(this.name, `${first.size} bytes`, `${answer.size}`);
      }
    }
    if (answer.isPart) {
      const isRight = answer.start === position && (end === null || (answer.end ?? 0) <= end);
      if (isRight) return;
      const asked = `bytes ${position} to ${end ?? 'the end'}`;
      throw httpError(this.name, asked, `${answer.start} to ${answer.end ?? 'an unknown end'}`);
    }
    if (position === 0) return;
    // The whole again: the bytes before are passed over, if they are known to be the same.
    if (first === null || first.isPart || conditionOf(answer.identity) === null) {
      const next = 'Download it, and evaluate the file.';
      throw httpError(
        this.name,
        `a part from byte ${position} on`,
        'the whole, which may have changed',
        next,
      );
    }
  }

  #tooLong({ start, end }: Answer, position: number): Error {
    return httpError(
      this.name,
      `${(end ?? start) - start} bytes from byte ${start}`,
      `${position - start} or more`,
    );
  }

  async #pause({ message, wait }: Setback, failures: number, position: number): Promise<void> {
    const { attempts, pause, longestPause } = this.#limits;
    const expected = `bytes from byte ${position} on`;
    if (failures >= attempts) {
      throw inputError('E_INPUT_READ', { place: this.name, expected, got: `${message}, ${failures} times` });
    }
    if (wait > longestPause) {
      const got = `${message}, and to be asked again in ${Math.ceil(wait / 1000)} s`;
      throw inputError('E_INPUT_READ', { place: this.name, expected, got });
    }
    const usual = pause * 2 ** (failures - 1) * (1 + Math.random());
    await this.#sleep(Math.max(wait, usual));
  }

  async #sleep(milliseconds: number): Promise<void> {
    this.#stops.signal.throwIfAborted();
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    this.#stops.add(stop);
    try {
      await sleep(milliseconds, undefined, { signal: controller.signal });
    } finally {
      this.#stops.delete(stop);
    }
  }
}

/** One request and its answer, each part of which must come in time. */
class Attempt {
  readonly #controller = new AbortController();
  readonly #place: string;
  readonly #stops: Stops;
  readonly #silence: number;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;

  /** @param place the URL, as errors show it */
  constructor(place: string, stops: Stops, silence: number) {
    this.#place = place;
    this.#stops = stops;
    this.#silence = silence;
  }

  async fetch(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    const { signal } = this.#controller;
    const response = await this.#inTime(fetch(url, { headers, signal, redirect: 'follow' }));
    this.#reader = response.body?.getReader() ?? null;
    return response;
  }

  /** @returns null at the end */
  async piece(): Promise<Uint8Array | null> {
    if (this.#reader === null) return null;
    const { done, value } = await this.#inTime(this.#reader.read());
    return done ? null : value;
  }

  /** Lets the connection go, if it still brings something. */
  end(): void {
    this.#controller.abort();
  }

  async #inTime<T>(promise: Promise<T>): Promise<T> {
    const stop = (): void => this.#controller.abort();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, this.#silence);
    this.#stops.add(stop);
    try {
      this.#stops.signal.throwIfAborted();
      return await promise;
    } catch (error) {
      this.#stops.signal.throwIfAborted();
      if (isLate) throw new Setback(`nothing for ${this.#silence / 1000} s`);
      const { message, isPassing } = networkTrouble(error);
      throw isPassing ? new Setback(message) : httpError(this.#place, 'an answer', message);
    } finally {
      clearTimeout(timer);
      this.#stops.delete(stop);
    }
  }
}

/**
 * Node's `fetch failed` has the system's words in its cause, and a code where the network is at fault; a request that is
 * refused by rule (too many redirects, a port that is none for HTTP) has no code and will never be better.
 */
function networkTrouble(error: unknown): { readonly message: string; readonly isPassing: boolean } {
  if (!(error instanceof Error)) return { message: String(error), isPassing: false };
  const { cause = error } = error;
  const [reason]: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const message = reason instanceof Error ? reason.message : error.message;
  return { message, isPassing: reason instanceof Error && 'code' in reason };
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitOf(headers: Headers): number {
  const text = headers.get('retry-after');
  if (text === null) return 0;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}
