import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      'sluice/workflow': source('./src/sdk/index.ts'),
      'sluice/activity': source('./src/activity/index.ts'),
      'sluice/client': source('./src/client/index.ts'),
      'sluice/worker': source('./src/worker.ts'),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // One Temporal dev server for the whole run.
    globalSetup: ['test/global-setup.ts'],
    // Forks, not threads: the Temporal core bridge is one native runtime a process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
