import { kernelsModule, simdBackend } from '@offmark/kernels';
import type { SimdBackend } from '@offmark/kernels';
import { plainBackend } from '@offmark/losses';
import type { Backend } from '@offmark/losses';

/** What computes: plain loops on any engine, or WebAssembly SIMD. The bits are the same. */
export const backendNames = ['plain', 'simd'] as const;
export type BackendName = (typeof backendNames)[number];

/** The backends of one thread, for scorer after scorer: to make one costs more than a small input takes. */
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
    this.#simd ??= simdBackend(this.#module ?? kernelsModule());
    this.#simd.reset();
    return this.#simd;
  }
}

export { kernelsModule };
