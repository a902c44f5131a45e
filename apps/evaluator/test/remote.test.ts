import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from './support/valid-report.ts';
import { offmark } from './support/command.ts';
import { dumpBytes, matrix, numbers, texts, typed, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { oddServer, serveInPart, serveWell } from './support/odd-server.ts';
import type { Exchange } from './support/odd-server.ts';
import { Dictionary, Float64, Int32, List, Field, Utf8 } from 'apache-arrow';

const folder = testFolder();
const rows = 150_000;
const target = Float64Array.from({ length: rows }, (_, i) => Math.sin(i) * 10 ** (i % 17));
const prediction = Float64Array.from({ length: rows }, (_, i) => Math.cos(i));
const columns = {
  beside: numbers(new Float64Array(rows)),
  target: numbers(target),
  other: numbers(new Float64Array(rows)),
  prediction: numbers(prediction),
};
const file = dumpBytes(columns, rows, { batchRows: 70_001 });
const stream = dumpBytes(columns, rows, { batchRows: 70_001, format: 'stream' });

async function resultOf(input: string, workers = 1, losses = 'mse,mae'): Promise<string> {
  const { result } = await evaluate({ inputs: [input], losses, workers });
  return JSON.stringify(result);
}

const expected = await resultOf(writeDump(path.join(folder, 'rows.arrow'), columns, rows));

async function errorOf(url: string): Promise<string> {
  return resultOf(url).then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : '').replaceAll(/:\d+\//g, ':0/'),
  );
}

describe('the result has the same bytes as that of the file', () => {
  const layouts: [string, Uint8Array][] = [
    ['a file', file],
    ['a file of one batch', dumpBytes(columns, rows)],
    ['a file of small batches', dumpBytes(columns, rows, { batchRows: 999 })],
    ['a stream', stream],
  ];
  it.each(layouts)('%s, with 1, 2 and 7 workers', async (_, bytes) => {
    const server = await oddServer(bytes);
    for (const workers of [1, 2, 7]) expect(await resultOf(server.url, workers)).toBe(expected);
  });

  it('where the server ignores ranges, or says nothing of lengths', async () => {
    const ignores = await oddServer(file, (exchange) => serveWell({ ...exchange, span: null }));
    const chunked = await oddServer(stream, ({ response, bytes }) => {
      response.write(bytes.subarray(0, 1000));
      response.end(bytes.subarray(1000));
    });
    expect(await resultOf(chunked.url)).toBe(expected);
    // The writer at hand puts a file's schema at its end alone, so that it cannot be read as a stream.
    expect(await errorOf(ignores.url)).toContain('E_METADATA http://127.0.0.1:0/dump.arrow');
  });

  it('where connections are lost again and again', async () => {
    for (const bytes of [file, stream]) {
      const server = await oddServer(bytes, (exchange) => {
        const { number, span } = exchange;
        const length = (span?.end ?? bytes.length) - (span?.start ?? 0);
        if (number % 3 !== 0 && length > 100_000) {
          const { end } = span ?? { end: bytes.length };
          return serveInPart(exchange, end - length + 90_000);
        }
        return serveWell(exchange);
      });
      expect(await resultOf(server.url)).toBe(expected);
    }
  });

  it('where parts come shorter than asked for', async () => {
    const server = await oddServer(file, (exchange) => {
      const { span } = exchange;
      if (span === null) return serveWell(exchange);
      return serveWell({ ...exchange, span: { ...span, end: Math.min(span.end, span.start + 300_000) } });
    });
    expect(await resultOf(server.url)).toBe(expected);
  });

  it('where the server is busy at first', async () => {
    const server = await oddServer(file, (exchange) => {
      if (exchange.number % 2 === 1 || exchange.number > 4) return serveWell(exchange);
      exchange.response.writeHead(exchange.number % 4 === 0 ? 503 : 429, { 'retry-after': '0' });
      return exchange.response.end();
    });
    expect(await resultOf(server.url)).toBe(expected);
  });

  it('behind redirects, with a password', async () => {
    const server = await oddServer(file, (exchange) => {
      const { request, response } = exchange;
      if (request.headers.authorization !== 'Basic bWU6c2VjcmV0') {
        response.writeHead(401).end();
      } else if (request.url === '/dump.arrow') {
        response.writeHead(302, { location: '/elsewhere' }).end();
      } else serveWell(exchange);
    });
    const url = server.url.replace('//', '//me:secret@');
    const report = await evaluate({ inputs: [url], losses: 'mse,mae' });
    expect(JSON.stringify(report.result)).toBe(expected);
    expect(report.provenance.inputs[0]?.path).toBe(server.url);
    expect(await errorOf(server.url.replace('//', '//me:wrong@'))).toBe(
      'E_HTTP http://127.0.0.1:0/dump.arrow: expected status 200 or 206, got 401 Unauthorized.',
    );
  });

  it('for lists, dictionaries and class matrices', async () => {
    const labels = Array.from({ length: 2000 }, (_, i) => ['cat', 'dog', 'owl'][i % 3] ?? '');
    const scores = Array.from({ length: 2000 }, (_, i) => [Math.sin(i), Math.cos(i), 0.5]);
    const list = new List(new Field('item', new Float64(), false));
    const kinds = {
      target: typed(labels, new Dictionary(new Utf8(), new Int32())),
      prediction: typed(scores, list),
      beside: texts(labels),
      matrix: matrix(Float64Array.from(scores.flat()), 3),
    };
    const where = writeDump(path.join(folder, 'kinds.arrow'), kinds, 2000, { batchRows: 300 });
    const server = await oddServer(dumpBytes(kinds, 2000, { batchRows: 300 }));
    const losses = 'sparse-cce-logits';
    for (const workers of [1, 2]) {
      const options = { losses, workers, by: [['beside']], where: 'beside != "owl"' };
      const { result } = await evaluate({ ...options, inputs: [server.url] });
      expect(result).toEqual((await evaluate({ ...options, inputs: [where] })).result);
      expect(result.slices?.[0]?.distinct).toBe(2);
    }
  });
});

describe('of a file the needed columns alone are fetched', () => {
  it('and nothing twice', async () => {
    const server = await oddServer(dumpBytes(columns, rows));
    await resultOf(server.url);
    const bytes = server.ranges.map((range) => {
      const [, start = '', end = ''] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
      return Number(end) - Number(start) + 1;
    });
    const needed = 2 * 8 * rows;
    const fetched = bytes.reduce((sum, length) => sum + length, 0);
    expect(fetched).toBeGreaterThan(needed);
    expect(fetched).toBeLessThan(needed + 300_000);
  });
});

describe('one line says that a server', () => {
  const answers: Record<string, (exchange: Exchange) => void> = {
    'says that there is none': ({ response }) => response.writeHead(404).end(),
    'has moved it in circles': ({ response }) => response.writeHead(302, { location: '/dump.arrow' }).end(),
    'sends no dump': ({ response }) => response.end('<html>Please log in</html>'),
    'sends nothing': (exchange) => serveWell({ ...exchange, bytes: new Uint8Array(0) }),
    'asks to wait for long': ({ response }) => response.writeHead(503, { 'retry-after': '3600' }).end(),
    compresses: ({ response }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    'sends other parts than asked for': (exchange) => {
      const { span } = exchange;
      if (span !== null && exchange.number > 0)
        serveWell({ ...exchange, span: { start: span.start + 8, end: span.end + 8 } });
      else serveWell(exchange);
    },
    'says nonsense about parts': ({ response }) =>
      response.writeHead(206, { 'content-range': 'bytes of mine' }).end('x'),
    'changes the dump between requests': (exchange) => serveWell(exchange, `"${exchange.number}"`),
    'changes its length': (exchange) =>
      serveWell(exchange.number > 1 ? { ...exchange, bytes: exchange.bytes.slice(8) } : exchange),
    'ignores ranges now and then': (exchange) =>
      serveWell(exchange.number > 1 ? { ...exchange, span: null } : exchange),
    'ends too early': ({ response, bytes }) => {
      response.writeHead(200, { etag: '"one"', 'content-length': bytes.length + 1000 });
      response.write(bytes, () => response.destroy());
    },
  };
  it.each(Object.entries(answers))('%s', async (what, answer) => {
    const server = await oddServer(what === 'ends too early' ? stream : file, answer);
    expect(await errorOf(server.url)).toMatchSnapshot();
  });

  it('does not answer', async () => {
    const outcome = await offmark(['eval', 'http://me:secret@127.0.0.1:1999/a.arrow?key=k', '--loss', 'mse']);
    expect(outcome).toMatchSnapshot();
  });

  it('is no input for inspect, shards and checkpoints', async () => {
    const { url } = await oddServer(file);
    const shard = ['eval', url, '--loss', 'mse', '--shard', '1/2', '--partial', path.join(folder, 'p')];
    const inspected = await offmark(['inspect', url]);
    expect([(await offmark(shard)).stderr, inspected.stderr]).toMatchSnapshot();
  });
});

it('a job that waits for a server is interrupted at once', async () => {
  const server = await oddServer(file, () => {});
  const outcome = await offmark(['eval', server.url, '--loss', 'mse'], { interruptAfter: 1500 });
  expect(outcome.code).toBe(130);
});
