import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/evaluator'],
    reporters: ['default', './tools/vitest/plain-reporter.mjs'],
    coverage: {
      provider: 'v8',
      include: ['{packages,apps/evaluator}/**/src/**/*.ts'],
      reporter: ['text', 'lcov'],
    },
  },
});
