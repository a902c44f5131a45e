import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/evaluator'],
    // One core is not left free: of two, that would be half of the machine.
    maxWorkers: '100%',
    reporters: ['default', './tools/vitest/plain-reporter.mjs'],
    coverage: {
      provider: 'v8',
      include: ['{packages,apps/evaluator}/**/src/**/*.ts'],
      reporter: ['text', 'lcov'],
    },
  },
});
