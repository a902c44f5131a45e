import { kernelsModule, simdBackend } from '@offmark/kernels';
import type { SimdBackend } from '@offmark/kernels';
import { plainBackend } from '@offmark/losses';
import type { Backend } from '@offmark/losses';

/** What computes: plain loops on any engine, or WebAssembly SIMD. The bits are the same. */
export const backendNames = ['plain', 'simd'] as const;
export type BackendName = (typeof backendNames)[number];

/** A backend that no runner of this thread has: a process of many small jobs would make and collect one for each. */
let spare: SimdBackend | undefined;

/** The backends of one runner of tasks, for scorer after scorer: to make one costs more than a small input takes. */
export class ThreadBackends {
  readonly #module: WebAssembly.Module | undefined;
  #simd: SimdBackend | undefined;

  /** @param module  the compiled kernels, if another thread has compiled them already */
  constructor(module?: WebAssembly.Module) {
    this.#module = module;
  }

  /** A backend with all of its memory free; whoever had it before must not use it again. */
  open(name: BackendName): Backend {
    if (name === 'plain') return plainBackend;
    this.#simd ??= takeSpare() ?? simdBackend(this.#module ?? kernelsModule());
    this.#simd.reset();
    return this.#simd;
  }

  /** Keeps the memory for the next runner of this thread; whoever had it must not use it again. */
  close(): void {
    spare ??= this.#simd;
    this.#simd = undefined;
  }
}

function takeSpare(): SimdBackend | undefined {
  const taken = spare;
  spare = undefined;
  return taken;
}

export { kernelsModule };
