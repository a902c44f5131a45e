import { expect, it } from 'vitest';
import { ThreadBackends } from '../src/backend.ts';

it('is one for all inputs of a thread, with its memory free and zeroed for each', () => {
  const backends = new ThreadBackends();
  const first = backends.open('simd');
  const bytes = first.allocate(1024).fill(0xff);
  const second = backends.open('simd');
  expect(second).toBe(first);
  const again = second.allocate(1024);
  expect(again.byteOffset).toBe(bytes.byteOffset);
  expect(again.every((byte) => byte === 0)).toBe(true);
});
