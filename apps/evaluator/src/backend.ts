import { kernelsModule, simdBackend } from '@offmark/kernels';
import { plainBackend } from '@offmark/losses';
import type { Backend } from '@offmark/losses';

/** What computes: plain loops on any engine, or WebAssembly SIMD. The bits are the same. */
export const backendNames = ['plain', 'simd'] as const;
export type BackendName = (typeof backendNames)[number];

/**
 * A backend with memory of its own, for one scorer.
 * @param module  the compiled kernels, if another thread has compiled them already
 */
export function openBackend(name: BackendName, module?: WebAssembly.Module): Backend {
  return name === 'plain' ? plainBackend : simdBackend(module ?? kernelsModule());
}

export { kernelsModule };
