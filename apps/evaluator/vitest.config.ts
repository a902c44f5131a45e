import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@offmark/source'] },
  ssr: { resolve: { conditions: ['@offmark/source'] } },
  // Long, because it only tells hanging from working: processes are slow to start on a busy machine.
  test: { name: 'offmark', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
