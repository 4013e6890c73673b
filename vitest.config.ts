import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/order-of-files.js';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What costs seconds each time and comes out the same is made once a process, where the product asks for it. */
const MADE_ONCE = [
  { asked: '/hosting/workflow-bundle.js', by: './src/', from: './test/hosting/bundle-once.ts' },
  { asked: '@electric-sql/pglite', by: './src/store/database.ts', from: './test/store/ready-pglite.ts' },
];
const madeOnce = {
  name: 'made-once',
  enforce: 'pre' as const,
  resolveId(id: string, importer?: string) {
    const known = MADE_ONCE.find(({ asked, by }) => id.endsWith(asked) && importer?.startsWith(source(by)));
    return known && source(known.from);
  },
};

export default defineConfig({
  plugins: [madeOnce],
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
    // More than a small machine has processors: some files wait for processes of their own, or for time to pass.
    maxWorkers: 3,
    // A process runs one file after another: to load Temporal's SDK anew takes seconds. Test files leave nothing behind.
    isolate: false,
    setupFiles: ['test/before-each-file.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
