import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll } from 'vitest';

/** A request that came, and what is there to be served. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly bytes: Uint8Array;
  /** Of this exchange, counted from 0. */
  readonly number: number;
  /** The span that was asked for; null for the whole. */
  readonly span: { readonly start: number; readonly end: number } | null;
}

export interface OddServer {
  readonly url: string;
  /** The header `Range` of each request. */
  readonly ranges: readonly (string | undefined)[];
  /** Bytes of bodies that were sent. */
  readonly sent: number;
}

/** Answers as a good server does: parts where they are asked for, of what is still the same. */
export function serveWell(exchange: Exchange, etag = '"one"'): void {
  serveInPart(exchange, Infinity, etag);
}

/** The same, but for hanging up before a byte of the dump. */
export function serveInPart(
  { request, response, bytes, span }: Exchange,
  lastByte: number,
  etag = '"one"',
): void {
  const send = (start: number, part: Uint8Array): void => {
    if (start + part.length <= lastByte) response.end(part);
    else response.write(part.subarray(0, lastByte - start), () => response.destroy());
  };
  const condition = request.headers['if-range'];
  const headers = { etag, 'accept-ranges': 'bytes' };
  if (span === null || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length });
    send(0, bytes);
    return;
  }
  if (span.start >= bytes.length) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.length}` });
    response.end();
    return;
  }
  const part = bytes.subarray(span.start, span.end);
  response.writeHead(206, {
    ...headers,
    'content-length': part.length,
    'content-range': `bytes ${span.start}-${span.start + part.length - 1}/${bytes.length}`,
  });
  send(span.start, part);
}

/** A server on this machine that lives as long as the tests of a file. */
export async function oddServer(
  bytes: Uint8Array,
  answer: (exchange: Exchange) => void = serveWell,
): Promise<OddServer> {
  const ranges: (string | undefined)[] = [];
  let [number, sent] = [0, 0];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    response.on('close', () => (sent += response.socket?.bytesWritten ?? 0));
    answer({ request, response, bytes, span: spanOf(range, bytes.length), number });
    number += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}/dump.arrow`;
  return {
    url,
    ranges,
    get sent() {
      return sent;
    },
  };
}

function spanOf(range: string | undefined, length: number): Exchange['span'] {
  const [, start = '', end = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (start === '') return null;
  return { start: Number(start), end: end === '' ? length : Math.min(length, Number(end) + 1) };
}
