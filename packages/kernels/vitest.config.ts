import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  // Nothing here keeps state in modules, and to load them anew for each file takes as long as many tests.
  test: { name: '@offmark/kernels', isolate: false, include: ['test/**/*.test.ts'] },
});
