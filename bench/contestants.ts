// The two sides of each measurement on one Temporal server: a Sluice worker and a bare Temporal worker, with the same
// tasks, the same cache and a task queue each.
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createHttpPlatform } from '../src/remote/http-platform.js';
import { createFlowWorker } from '../src/worker.js';
import type { Side } from './measure.js';
import * as work from './tasks.js';

const CACHED_RUNS = 200;

export interface Contestants {
  readonly client: Client;
  readonly address: string;
  readonly apiUrl: string;
  /** Processes that work for either side, beside this one: Temporal's, and the platform's. */
  readonly processes: readonly number[];
  /** Starts a run of one side and gives its workflow id. */
  start(side: Side, workflowType: string, parameters?: Record<string, unknown>): Promise<string>;
  /** Starts a run and waits for its result. */
  run(side: Side, workflowType: string, parameters?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

export interface ContestantOptions {
  readonly taskQueuePrefix?: string;
  /** How many runs each worker keeps. */
  readonly cachedRuns?: number;
}

/** Starts both workers. */
export async function startContestants(
  address: string,
  apiUrl: string,
  processes: readonly number[],
  { taskQueuePrefix = 'bench', cachedRuns = CACHED_RUNS }: ContestantOptions = {},
): Promise<Contestants> {
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection });
  const sluice = await createFlowWorker({
    connection: native,
    taskQueue: `${taskQueuePrefix}-sluice`,
    workflowsPath: pathOf('./flows.ts'),
    activities: work,
    platform: createHttpPlatform({ url: apiUrl, apiKey: null }),
    maxCachedWorkflows: cachedRuns,
  });
  const bare = await Worker.create({
    connection: native,
    taskQueue: `${taskQueuePrefix}-bare`,
    workflowBundle: await bundleWorkflowCode({ workflowsPath: pathOf('./bare-workflows.ts'), logger: undefined }),
    activities: work,
    maxCachedWorkflows: cachedRuns,
  });
  const running = Promise.all([sluice.run(), bare.run()]);
  const start = async (side: Side, workflowType: string, parameters: Record<string, unknown> = {}) => {
    const handle = await client.workflow.start(workflowType, {
      taskQueue: `${taskQueuePrefix}-${side}`,
      workflowId: randomUUID(),
      args: [parameters],
    });
    return handle.workflowId;
  };
  return {
    client,
    address,
    apiUrl,
    processes,
    start,
    run: async (side, workflowType, parameters) =>
      client.workflow.getHandle(await start(side, workflowType, parameters)).result() as Promise<unknown>,
    close: async () => {
      sluice.shutdown();
      bare.shutdown();
      await running;
      await native.close();
      await connection.close();
    },
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
