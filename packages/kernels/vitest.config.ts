import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  test: { name: '@offmark/kernels', include: ['test/**/*.test.ts'] },
});
