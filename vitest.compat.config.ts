// The tests that run Prefect's own clients against the whole product: apart from the others, since they need Python and
// start a stack of their own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/compat/*.compat.ts'],
    globalSetup: ['test/compat/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
