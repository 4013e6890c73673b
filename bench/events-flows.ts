// The worker of the flow that events start in the measurement, in the measuring process: the flow's first line is seen
// where the clock is.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection } from '@temporalio/worker';
import type { SluiceClient } from '../src/client/index.js';
import { createHttpPlatform } from '../src/remote/http-platform.js';
import { createFlowWorker } from '../src/worker.js';

export interface EventFlows {
  /** The id of the flow, once the server knows it. */
  flowId(client: SluiceClient): Promise<string>;
  /** Resolves when the run with this mark has reached its first line. */
  started(mark: string): Promise<void>;
  close(): Promise<void>;
}

export async function startEventFlows(address: string, apiUrl: string): Promise<EventFlows> {
  const waiting = new Map<string, () => void>();
  const connection = await NativeConnection.connect({ address });
  const worker = await createFlowWorker({
    connection,
    namespace: 'default',
    taskQueue: `bench-events-${randomUUID()}`,
    workflowsPath: fileURLToPath(new URL('./events-workflow.ts', import.meta.url)),
    activities: { began: async (mark: string) => waiting.get(mark)?.() },
    platform: createHttpPlatform({ url: apiUrl, apiKey: null }),
  });
  const running = worker.run();
  return {
    async flowId(client) {
      const [flow] = await client.flows.list({ name: 'markFirstLine' });
      if (!flow) throw new Error('The flow is not known to the server.');
      return flow.id;
    },
    started: (mark) => new Promise((resolve) => waiting.set(mark, resolve)),
    async close() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
