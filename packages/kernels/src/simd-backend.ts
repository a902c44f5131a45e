import { plainBackend } from '@offmark/losses';
import type { Backend } from '@offmark/losses';
import { columnKernelsIn } from './columns.ts';
import { KernelMemory } from './kernel-memory.ts';
import { lookUpsIn } from './look-ups.ts';
import { kernelsModule } from './module.ts';
import { operationsIn } from './operations.ts';

/** A backend that serves one evaluator after another: making one costs more than a small input takes. */
export interface SimdBackend extends Backend {
  /** Takes back all that `allocate` gave; whoever has some of it must not use it, or the backend with it, again. */
  readonly reset: () => void;
}

/** Pages that nobody touches cost address space only. */
const defaultByteLength = 64 * 1024 * 1024;

/**
 * A backend in WebAssembly SIMD with a memory of its own, of which `allocate` gives pieces until it is used up, or
 * reset. Bit for bit equal to the plain backend.
 * @param module      from `kernelsModule` of this or another thread
 * @param byteLength  of the memory
 * @throws            RangeError if there is no such memory to have; `allocate` throws MemoryError
 */
export function simdBackend(
  module: WebAssembly.Module = kernelsModule(),
  byteLength: number = defaultByteLength,
): SimdBackend {
  const memory = new KernelMemory(module, byteLength);
  const { within, addToGroups, addToLanes, exactParts, multiplyIntoLanes } = memory.functions;
  return {
    name: 'simd',
    allocate: memory.allocate,
    reset: memory.reset,
    ...columnKernelsIn(memory),
    operations: operationsIn(memory),
    lookUps: lookUpsIn(memory),
    addToGroups: (cells, groups, values, count) => {
      if (memory.holds(cells) && memory.holds(groups) && memory.holds(values)) {
        addToGroups(cells.byteOffset, groups.byteOffset, values.byteOffset, count);
      } else {
        plainBackend.addToGroups(cells, groups, values, count);
      }
    },
    within: (x, length, low, high) =>
      memory.holds(x)
        ? within(x.byteOffset, length, low, high) !== 0
        : plainBackend.within(x, length, low, high),
    addToLanes: (lanes, values, from, to) => {
      if (memory.holds(lanes) && memory.holds(values)) {
        addToLanes(lanes.byteOffset, values.byteOffset, from, to);
      } else {
        plainBackend.addToLanes(lanes, values, from, to);
      }
    },
    exactParts: (parts, values, from, to) =>
      memory.holds(parts) && memory.holds(values)
        ? exactParts(parts.byteOffset, values.byteOffset, from, to) !== 0
        : plainBackend.exactParts(parts, values, from, to),
    multiplyIntoLanes: (state, factors, from, to) => {
      if (memory.holds(state) && memory.holds(factors)) {
        multiplyIntoLanes(state.byteOffset, factors.byteOffset, from, to);
      } else {
        plainBackend.multiplyIntoLanes(state, factors, from, to);
      }
    },
  };
}
