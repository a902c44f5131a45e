import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { MemoryError, kernelsModule, simdBackend } from '@offmark/kernels';

const page = 65_536;

describe('memory', () => {
  it('is zeroed, aligned to 16, and never given out twice', () => {
    const { allocate } = simdBackend();
    let end = 0;
    for (const length of [0, 1, 15, 16, 17, 1000, 128]) {
      const bytes = allocate(length);
      expect(bytes.length).toBe(length);
      expect(bytes.byteOffset % 16).toBe(0);
      expect(bytes.byteOffset).toBeGreaterThanOrEqual(end);
      expect(bytes.every((byte) => byte === 0)).toBe(true);
      bytes.fill(0xff);
      end = bytes.byteOffset + length;
    }
  });

  it('is its own for each backend', () => {
    const [a, b] = [simdBackend(), simdBackend()];
    expect(a.allocate(8).buffer).not.toBe(b.allocate(8).buffer);
  });

  it('has an end, and says so', () => {
    const { allocate } = simdBackend(kernelsModule(), 8 * page);
    expect(allocate(page).length).toBe(page);
    expect(() => allocate(8 * page)).toThrow(MemoryError);
    expect(() => allocate(8 * page)).toThrow(
      /^E_MEMORY expected at most \d+ bytes, which the simd backend has free, got a request for 524288\. Use /,
    );
    expect(() => allocate(NaN)).toThrow(MemoryError);
    expect(allocate(page).length).toBe(page);
  });

  it('is zeroed and given out anew after a reset', () => {
    const { allocate, reset } = simdBackend(kernelsModule(), 8 * page);
    const first = allocate(2 * page).fill(0xff);
    reset();
    const again = allocate(2 * page);
    expect(again.byteOffset).toBe(first.byteOffset);
    expect(again.every((byte) => byte === 0)).toBe(true);
  });

  it('may be read a little beyond its last column', () => {
    const simd = simdBackend(kernelsModule(), 8 * page);
    const column = simd.allocate(2 * page);
    const out = simd.allocate(24 * 8);
    const register = new Float64Array(out.buffer, out.byteOffset, 24);
    expect(() => {
      for (;;) simd.allocate(16);
    }).toThrow(MemoryError);
    column.fill(1, -8);
    simd.casts.int64(register, column, (2 * page) / 8 - 1, 1);
    expect(register[0]).toBe(Number(0x0101010101010101n));
  });
});

describe('the module', () => {
  it('is compiled once', () => {
    expect(kernelsModule()).toBe(kernelsModule());
  });

  it('can be sent to a worker thread', async () => {
    const code = `const { parentPort, workerData } = require('node:worker_threads');
      parentPort.postMessage(WebAssembly.Module.exports(workerData).length);`;
    const worker = new Worker(code, { eval: true, workerData: kernelsModule(), execArgv: [] });
    const exports = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    expect(exports).toBe(WebAssembly.Module.exports(kernelsModule()).length);
  });
});
