import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  // Nothing here keeps state in modules, and to load them anew for each file takes as long as many tests.
  // Long, because it only tells hanging from working: processes are slow to start on a busy machine.
  test: { name: 'offmark', isolate: false, include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
