import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  test: { name: 'offmark', include: ['test/**/*.test.ts'] },
});
