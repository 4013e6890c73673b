// The API and a worker of ./flows.ts in one process: what a test of subflows sees over HTTP and in the store.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import type { TaskRun } from '../../src/domain/task-runs.js';
import { createPlatform } from '../../src/services/platform.js';
import { createFlowWorker } from '../../src/worker.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { resultOnRecord } from '../serving/result-on-record.js';
import { connectToTestTemporal, uniqueTaskQueue } from '../temporal-server.js';
import * as activities from './tasks.js';

export const WAIT = { timeout: 40_000, interval: 50 };
const ALL = { limit: 200, offset: 0 };

export type ServedSubflows = Awaited<ReturnType<typeof serveSubflows>>;

export async function serveSubflows() {
  const server: TestServer = await startTestServer();
  const temporal = await connectToTestTemporal();
  const taskQueue = uniqueTaskQueue('subflows');
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./flows.ts', import.meta.url)),
    activities,
    platform: createPlatform(server.context),
  });
  const finished = worker.run();
  const { store } = server.context;
  const handle = (id: string) => temporal.client.workflow.getHandle(id);
  const flowRun = async (id: string): Promise<FlowRun | undefined> => (await store.flowRuns.find(id))?.flowRun;
  /** The runs that a run's links stand for. */
  const children = async (id: string): Promise<FlowRun[]> => {
    const filter = { flow_runs: { operator: 'and_' as const, parent_flow_run_id: { any_: [id] } } };
    const found = await store.flowRuns.list(filter as never, 'START_TIME_ASC', ALL);
    return found.map(({ flowRun: child }) => child);
  };
  return {
    server,
    handle,
    flowRun,
    async start(workflowType: string, parameters: object = {}): Promise<string> {
      const workflowId = randomUUID();
      await temporal.client.workflow.start(workflowType, { workflowId, taskQueue, args: [parameters] });
      return workflowId;
    },
    /** What a run gives or throws, once its end, and the ends of its children, are on record. */
    result: (id: string): Promise<unknown> =>
      resultOnRecord(handle(id), async () =>
        [await flowRun(id), ...(await children(id))].every((run) => run?.end_time != null),
      ),
    /** Waits until a run's record shows a state of this name. */
    async reaches(id: string, stateName: string): Promise<FlowRun> {
      await expect.poll(async () => (await flowRun(id))?.state_name, WAIT).toBe(stateName);
      return (await flowRun(id)) as FlowRun;
    },
    stateNames: async (id: string) => (await store.flowRunStates.listByRun(id)).map(({ name }) => name),
    taskStateNames: async (id: string) => (await store.taskRunStates.listByRun(id)).map(({ name }) => name),
    /** The task runs that stand for a run's children, in order. */
    async links(id: string): Promise<TaskRun[]> {
      const filter = { flow_runs: { operator: 'and_' as const, id: { any_: [id] } } };
      const found = await store.taskRuns.list(filter, 'EXPECTED_START_TIME_ASC', ALL);
      return found.map(({ taskRun }) => taskRun).filter(({ task_key }) => task_key.startsWith('flow:'));
    },
    children,
    async close() {
      worker.shutdown();
      await finished;
      await temporal.close();
      await server.close();
    },
  };
}
