import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { requestsFor } from '../src/remote/byte-spans.ts';
import { HttpSource } from '../src/remote/http-source.ts';
import { shownName } from '../src/remote/remote-name.ts';
import { oddServer, serveInPart, serveWell } from './support/odd-server.ts';

const limits = { silence: 100, attempts: 3, pause: 1, longestPause: 1000 };
const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i);

async function read(source: HttpSource, start: number, end: number | null): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of source.bytes(start, end)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

const sourceAt = (url: string): HttpSource => new HttpSource(url, new AbortController().signal, limits);

describe('a resource', () => {
  it('is read in whole and in parts', async () => {
    const { url } = await oddServer(bytes);
    for (const [start, end] of [
      [0, null],
      [0, 1],
      [4999, 5000],
      [17, 4000],
      [100, null],
    ] as const) {
      expect(await read(sourceAt(url), start, end)).toEqual(bytes.subarray(start, end ?? undefined));
    }
  });

  it('is taken up at the byte where the connection was lost', async () => {
    const server = await oddServer(bytes, (exchange) => {
      serveInPart(exchange, exchange.number < 4 ? 1000 * (exchange.number + 1) : Infinity);
    });
    expect(await read(sourceAt(server.url), 0, null)).toEqual(bytes);
    expect(server.ranges).toEqual([undefined, ...[1, 2, 3, 4].map((n) => `bytes=${n}000-`)]);
  });

  it('is passed over up to that byte where the server sends the whole again', async () => {
    const { url } = await oddServer(bytes, (exchange) => {
      serveInPart({ ...exchange, span: null }, exchange.number < 4 ? 1000 * (exchange.number + 1) : Infinity);
    });
    expect(await read(sourceAt(url), 0, null)).toEqual(bytes);
  });

  it('is not put together from two', async () => {
    const { url } = await oddServer(bytes, (exchange) => {
      if (exchange.number === 0) serveInPart(exchange, 1000);
      else serveWell({ ...exchange, bytes: bytes.toReversed() }, '"two"');
    });
    await expect(read(sourceAt(url), 0, null)).rejects.toThrow('E_INPUT_CHANGED');
    const nameless = await oddServer(bytes, ({ response, number }) => {
      if (number > 0) response.end(bytes);
      else response.write(bytes.subarray(0, 1000), () => response.destroy());
    });
    await expect(read(sourceAt(nameless.url), 0, null)).rejects.toThrow(/E_HTTP .* may have changed/u);
  });
});

describe('a server that says nothing', () => {
  it.each([
    ['at all', (): void => {}],
    [
      'after its headers',
      ({ response }: { response: { flushHeaders: () => void } }) => response.flushHeaders(),
    ],
  ])('%s is given up', async (_, answer) => {
    const server = await oddServer(bytes, answer);
    await expect(read(sourceAt(server.url), 0, null)).rejects.toThrow('got nothing for 0.1 s, 3 times');
    expect(server.ranges).toHaveLength(3);
  });

  it('is not waited for by who was interrupted', async () => {
    const { url } = await oddServer(bytes, () => {});
    const controller = new AbortController();
    const source = new HttpSource(url, controller.signal);
    const reading = read(source, 0, null);
    setTimeout(() => controller.abort(), 20);
    await expect(reading).rejects.toThrow('aborted');
  });
});

describe('requests', () => {
  it.each([
    ['under way', (): void => {}, { ...limits, silence: 60_000 }],
    [
      'made again after a pause',
      ({ response }: { response: { writeHead: (status: number) => { end: () => void } } }): void =>
        response.writeHead(503).end(),
      { ...limits, pause: 60_000 },
    ],
  ])('however many are %s, listen to their signal once, and not for longer', async (_, answer, waits) => {
    const server = await oddServer(bytes, answer);
    const controller = new AbortController();
    const { signal } = controller;
    const source = new HttpSource(server.url, signal, waits);
    const reading = Promise.allSettled(Array.from({ length: 30 }, (_row, i) => read(source, i, i + 1)));
    while (server.ranges.length < 30) await sleep(5);
    await sleep(50);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort();
    for (const { status } of await reading) expect(status).toBe('rejected');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('bring spans that are close together at once, and large ones in parts', () => {
    const [near, far, large] = [1000, 10_000_000, 9 * 2 ** 20];
    const spans = [
      { start: far, end: far + large },
      { start: 0, end: 10 },
      { start: near, end: near + 5 },
      { start: 2, end: 4 },
      { start: 70, end: 70 },
    ];
    const megabytes4 = 4 * 2 ** 20;
    expect(requestsFor(spans)).toEqual([
      { start: 0, end: near + 5 },
      { start: far, end: far + megabytes4 },
      { start: far + megabytes4, end: far + 2 * megabytes4 },
      { start: far + 2 * megabytes4, end: far + large },
    ]);
    expect(requestsFor([])).toEqual([]);
  });
});

describe('a URL', () => {
  it('is shown without what only some may know', () => {
    expect(shownName('https://me:secret@host:8080/a/b%20c.arrow?signature=x#y')).toBe(
      'https://host:8080/a/b%20c.arrow?…',
    );
    expect(shownName('a?b.arrow')).toBe('a?b.arrow');
    expect(() => shownName('http://me:secret@')).toThrow(
      'E_ARGUMENT expected a URL like https://host/dump.arrow, got one that is broken.',
    );
  });
});
