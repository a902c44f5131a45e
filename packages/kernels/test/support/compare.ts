import { plainBackend } from '@offmark/losses';
import type { Backend, NumberType } from '@offmark/losses';
import type { Random } from './random.ts';

/** A register of the backend that holds numbers; behind them is rubbish. */
export function registerOf(backend: Backend, numbers: ArrayLike<number>, random?: Random): Float64Array {
  const length = numbers.length + 16;
  const { buffer, byteOffset } = backend.allocate(length * 8);
  const register = new Float64Array(buffer, byteOffset, length);
  register.set(numbers);
  for (let i = numbers.length; i < length; i++) register[i] = random?.special() ?? NaN;
  return register;
}

/** The column in the backend's memory, with other bytes right behind. */
export function columnIn(backend: Backend, data: Uint8Array): Uint8Array {
  const bytes = backend.allocate(data.length + 64).fill(0xff);
  bytes.set(data);
  return bytes.subarray(0, data.length);
}

/** What is wrong with the first number that is not the same bit for bit, but for NaN's payload; else nothing. */
export function differences(
  actual: Float64Array,
  expected: Float64Array,
  length: number,
  what: string,
): readonly string[] {
  for (let i = 0; i < length; i++) {
    if (!Object.is(actual[i], expected[i]))
      return [`${what}: [${i}] of ${length} is ${actual[i]}, not ${expected[i]}`];
  }
  return [];
}

export const allTypes = Object.keys(plainBackend.casts) as NumberType[];

/** Lengths that leave vectors and groups of vectors incomplete, and blocks. */
export const lengths: readonly number[] = [...Array.from({ length: 20 }, (_, i) => i), 63, 2047, 2048];
