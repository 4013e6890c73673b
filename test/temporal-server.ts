// The shared Temporal dev server as tests see it: connect once a file (`beforeAll`), close in `afterAll`, and give each
// test a task queue of its own, so that no test's worker takes another test's work.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { expect } from 'vitest';
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';

export const TEST_NAMESPACE = 'default';

export interface TestTemporal {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  close(): Promise<void>;
}

/** Address of the run's dev server. Throws when vitest runs without test/global-setup.ts. */
export function testTemporalAddress(): string {
  const address = process.env.SLUICE_TEST_TEMPORAL_ADDRESS;
  if (!address)
    throw new Error('SLUICE_TEST_TEMPORAL_ADDRESS is not set: vitest.config.ts must name test/global-setup.ts');
  return address;
}

/** A client and a worker connection to the run's dev server. */
export async function connectToTestTemporal(): Promise<TestTemporal> {
  const address = testTemporalAddress();
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  return {
    address,
    namespace: TEST_NAMESPACE,
    client: new Client({ connection, namespace: TEST_NAMESPACE }),
    nativeConnection,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
    },
  };
}

/** A task queue that is the running test's alone; its title is in the name so that the Web UI and logs tell whose it is. */
export function uniqueTaskQueue(title: string = expect.getState().currentTestName ?? 'outside-a-test'): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(-80);
  return `${slug}-${randomUUID().slice(0, 8)}`;
}

/** The CLI that the run's dev server runs, for tests that start a server of their own. */
export async function testTemporalCli(): Promise<string> {
  const known = process.env.SLUICE_TEST_TEMPORAL_CLI;
  if (known) return known;
  const { path } = await locateTemporalCli({
    cliPath: process.env.TEMPORAL_CLI_PATH,
    environment: process.env,
    cacheDir: resolveCacheDir(process.env.XDG_CACHE_HOME),
  });
  return path;
}
