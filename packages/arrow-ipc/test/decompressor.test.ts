import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Decompressor } from '../src/compression/decompressor.ts';
import { bytesReader } from '../src/index.ts';
import { concatenated } from './support/bytes.ts';
import { memoriesMade } from './support/memories-made.ts';

const frame = readFileSync(new URL('data/frames/mixed-level-3.zst', import.meta.url));
const size = 291_000;
/** Eight sevens, and eight more that nobody asks for, in a window of 8 MiB. */
const wideFrame = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0, 0x68, 0x42, 0, 0, 7, 0x43, 0, 0, 7]);

/** A compressed buffer that is said to be as long as this. */
function stored(length: number, frames: Uint8Array): Uint8Array {
  const prefix = new DataView(new ArrayBuffer(8));
  prefix.setBigInt64(0, BigInt(length), true);
  return concatenated(new Uint8Array(prefix.buffer), frames);
}

/** Begins to read so many buffers of one batch, and closes them. */
function beginAll(count: number, length: number, frames: Uint8Array): void {
  const one = stored(length, frames);
  const reader = bytesReader(concatenated(...Array.from({ length: count }, () => one)));
  const decompressor = new Decompressor();
  decompressor.enter(reader, 0);
  for (let i = 0; i < count; i++) {
    const region = { position: i * one.length, length: one.length, values: length };
    decompressor.read('zstd', new Uint8Array(8), region, length, 0);
  }
  decompressor.close();
}

const bytes = stored(size, frame);
const region = { position: 0, length: bytes.length, values: size };

function part(decompressor: Decompressor, start: number, end: number): Buffer {
  const target = Buffer.alloc(end - start);
  decompressor.read('zstd', target, region, size, start);
  return target;
}

it('leaves its memories to the next one of the thread', async () => {
  beginAll(3, size, frame);
  expect(await memoriesMade(() => beginAll(3, size, frame))).toBe(0);
});

it('leaves 32 MiB at most', async () => {
  const length = 14 * 2 ** 20;
  beginAll(4, length, wideFrame);
  const made = await memoriesMade(() => beginAll(4, length, wideFrame));
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(4);
});

it('takes no memory from another one that is open', () => {
  const reader = bytesReader(bytes);
  const [first, second] = [new Decompressor(), new Decompressor()];
  first.enter(reader, 0);
  const half = part(first, 0, size / 2);
  second.enter(reader, 0);
  const whole = part(second, 0, size);
  second.close();
  expect(Buffer.concat([half, part(first, size / 2, size)]).equals(whole)).toBe(true);
  first.close();
});

it('may be opened again', () => {
  const decompressor = new Decompressor();
  const read = (): Buffer => {
    decompressor.enter(bytesReader(bytes), 0);
    const whole = part(decompressor, 0, size);
    decompressor.close();
    return whole;
  };
  expect(read().equals(read())).toBe(true);
  expect(() => part(decompressor, 0, 8)).toThrow(RangeError);
});
