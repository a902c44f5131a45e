import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  // Long, because it only tells hanging from working: a busy machine is slow.
  test: { name: '@offmark/arrow-ipc', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
