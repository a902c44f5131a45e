import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/evaluator'],
    // More than there are cores: many tests wait for processes, and for servers that keep them waiting.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    reporters: ['default', './tools/vitest/plain-reporter.mjs'],
    coverage: {
      provider: 'v8',
      include: ['{packages,apps/evaluator}/**/src/**/*.ts'],
      reporter: ['text', 'lcov'],
    },
  },
});
