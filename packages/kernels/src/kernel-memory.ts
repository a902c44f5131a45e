import { mathTables } from '@offmark/losses';
import type { KernelFunctions, Place } from './kernel-exports.ts';
import { MemoryError } from './memory-error.ts';

const pageBytes = 65_536;
const alignment = 16;

/** Kernels write whole vectors: up to the next multiple of so many numbers. */
const numbersAtATime = 8;

/** An instance of the kernels and its memory, given out piece by piece. It never grows, so that views stay valid. */
export class KernelMemory {
  readonly buffer: ArrayBuffer;
  readonly functions: KernelFunctions;
  readonly #exports: WebAssembly.Exports;
  readonly #end: number;
  #next: number;

  /** @throws RangeError if there is no such memory to have */
  constructor(module: WebAssembly.Module, byteLength: number) {
    const pages = Math.ceil(byteLength / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { stepsPerUnit, stepHigh, stepLow, ln2High, ln2Low, logRows } = mathTables;
    const constants = { stepsPerUnit, stepHigh, stepLow, ln2High, ln2Low, firstMantissa: logRows[0] ?? 0 };
    this.#exports = new WebAssembly.Instance(module, { env: { memory }, constants }).exports;
    this.functions = this.#exports as unknown as KernelFunctions;
    this.buffer = memory.buffer;
    this.#next = this.place('heap');
    this.#end = this.buffer.byteLength - this.place('readAhead');
    this.#copyTables();
    this.functions.prepare();
  }

  /** A number of assembly/layout.ts. */
  place(name: Place): number {
    return (this.#exports[name] as WebAssembly.Global<'i32'>).value;
  }

  /** The function of that name, if the module has it. */
  kernel(name: string): WebAssembly.ExportValue | undefined {
    return this.#exports[name];
  }

  /** @throws MemoryError when there is not so much left */
  readonly allocate = (byteLength: number): Uint8Array => {
    const from = this.#next;
    if (!(from + byteLength <= this.#end)) throw new MemoryError(byteLength, this.#end - from);
    this.#next = Math.ceil((from + byteLength) / alignment) * alignment;
    return new Uint8Array(this.buffer, from, byteLength);
  };

  /** Takes back all that was given out, and zeroes it. */
  readonly reset = (): void => {
    const heap = this.place('heap');
    new Uint8Array(this.buffer, heap, this.#next - heap).fill(0);
    this.#next = heap;
  };

  holds(array: Float64Array | Int32Array | Uint8Array): boolean {
    return array.buffer === this.buffer;
  }

  /** Whether kernels may write that many numbers to it, and those up to a whole vector. */
  holdsOutput(out: Float64Array, length: number): boolean {
    const written = Math.ceil(length / numbersAtATime) * numbersAtATime;
    return out.buffer === this.buffer && written <= out.length;
  }

  #copyTables(): void {
    const { expRows, logRows } = mathTables;
    new Float64Array(this.buffer, this.place('expRows')).set(expRows);
    const [rowLength, rowLengthHere] = [5, 4];
    const rows = new Float64Array(this.buffer, this.place('logRows'));
    for (let from = 0, to = 0; from < logRows.length; from += rowLength, to += rowLengthHere) {
      const [, inverse = 0, , high = 0, low = 0] = logRows.subarray(from, from + rowLength);
      rows.set([inverse, high, low], to);
    }
  }
}
