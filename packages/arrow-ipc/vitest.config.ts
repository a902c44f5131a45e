import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  // Long, because it only tells hanging from working: a busy machine is slow.
  // Nothing here keeps state in modules, and to load them anew for each file takes as long as many tests.
  test: { name: '@offmark/arrow-ipc', isolate: false, include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
