import type { Backend } from './backend.ts';
import { plainCasts } from './plain-casts.ts';
import { plainOperations } from './plain-operations.ts';

/** The backend in plain TypeScript: loops over typed arrays, on any engine. */
export const plainBackend: Backend = {
  name: 'plain',
  allocate: (length) => new Float64Array(length),
  casts: plainCasts,
  operations: plainOperations,
  within: (x, length, low, high) => {
    let inside = true;
    for (let i = 0; i < length; i++) inside = inside && x[i]! >= low && x[i]! <= high;
    return inside;
  },
};
