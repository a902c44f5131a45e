export { kernelsModule } from './module.ts';
export { MemoryError } from './memory-error.ts';
export { simdBackend } from './simd-backend.ts';
export type { SimdBackend } from './simd-backend.ts';
