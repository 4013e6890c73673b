// A whole platform for tests of the client and the command line: a real API with a key, and a real worker of the example
// flows that reaches it over HTTP, on the run's Temporal test server.
import { fileURLToPath } from 'node:url';
import * as activities from '../../activities/index.js';
import { readOwnVersion } from '../../src/own-version.js';
import { createHttpPlatform } from '../../src/remote/http-platform.js';
import { createFlowWorker } from '../../src/worker.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { connectToTestTemporal, uniqueTaskQueue } from '../temporal-server.js';

const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

export interface TestPlatform {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Where its worker serves the example flows. */
  readonly taskQueue: string;
  readonly server: TestServer;
  close(): Promise<void>;
}

/** Starts it; the flows are known when this resolves. */
export async function startTestPlatform(title: string): Promise<TestPlatform> {
  const apiKey = 'test-key';
  const server = await startTestServer({ apiKey, version: readOwnVersion() });
  const apiUrl = `${server.url}/api`;
  const temporal = await connectToTestTemporal();
  const taskQueue = uniqueTaskQueue(title);
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: WORKFLOWS,
    activities,
    platform: createHttpPlatform({ url: apiUrl, apiKey }),
  });
  const running = worker.run();
  return {
    apiUrl,
    apiKey,
    taskQueue,
    server,
    async close() {
      worker.shutdown();
      await running;
      await temporal.close();
      await server.close();
    },
  };
}
