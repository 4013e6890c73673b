// A service context with a worker beside it that serves served-flows.ts: real store, real Temporal, real engine.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import { createFlowRun } from '../../src/services/flow-runs/create-flow-run.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { createPlatform } from '../../src/services/platform.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { createFlowWorker } from '../../src/worker.js';
import { openTestContext } from '../api/context.js';
import { connectToTestTemporal, type TestTemporal } from '../temporal-server.js';
import { servedTasks } from './served-tasks.js';

const WORKFLOWS = fileURLToPath(new URL('./served-flows.ts', import.meta.url));
const WAIT = { timeout: 30_000, interval: 50 };

export interface ServedContext {
  readonly context: ServiceContext;
  readonly temporal: TestTemporal;
  readonly taskQueue: string;
  /** A new run of a flow; `rest` adds to the request. */
  start(flowName: string, rest?: Record<string, unknown>): Promise<FlowRun>;
  /** Resolves when the run is in a state of this name. */
  reaches(id: string, stateName: string): Promise<FlowRun>;
  /** Resolves when a suspended run has continued as new. */
  holdsNothing(id: string): Promise<void>;
  /** No worker polls while the work is done. */
  withoutWorker<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param workflowsPath - the flows to serve; by default served-flows.ts with its tasks */
export async function openServedContext(
  workflowsPath = WORKFLOWS,
  activities: Readonly<Record<string, unknown>> = servedTasks,
): Promise<ServedContext> {
  const { context, close } = await openTestContext();
  const temporal = await connectToTestTemporal();
  const taskQueue = `services-${randomUUID()}`;
  const startWorker = async () => {
    const worker = await createFlowWorker({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue,
      workflowsPath,
      activities,
      platform: createPlatform(context),
    });
    const finished = worker.run();
    return async () => {
      worker.shutdown();
      await finished;
    };
  };
  let stopWorker = await startWorker();
  return {
    context,
    temporal,
    taskQueue,
    async start(flowName, rest = {}) {
      const flow = await readFlowByName(context, flowName);
      const request = { flow_id: flow.id, parameters: {}, context: {}, tags: [], labels: {}, ...rest };
      return (await createFlowRun(context, request)).flowRun;
    },
    async reaches(id, stateName) {
      await expect.poll(async () => (await readFlowRun(context, id)).state_name, WAIT).toBe(stateName);
      return readFlowRun(context, id);
    },
    async holdsNothing(id) {
      const hasContinued = async () => {
        const execution = await context.temporal.describeFlowRun(id);
        return execution !== undefined && execution.runId !== execution.firstRunId;
      };
      await expect.poll(hasContinued, WAIT).toBe(true);
    },
    async withoutWorker(work) {
      await stopWorker();
      try {
        return await work();
      } finally {
        stopWorker = await startWorker();
      }
    },
    async close() {
      await stopWorker();
      await temporal.close();
      await close();
    },
  };
}
