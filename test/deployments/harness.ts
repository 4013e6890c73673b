// A platform with everything that deployments need: a store in memory, the run's Temporal server, a system worker, the loop
// that keeps schedules, and workers of flows.ts on the task queues a test names.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import type { Deployment, DeploymentUpdate } from '../../src/domain/deployments.js';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import { createDeployment } from '../../src/services/deployments/manage-deployments.js';
import { startDeploymentRun } from '../../src/services/deployments/run-deployment.js';
import { ensureFlow } from '../../src/services/flows/create-flow.js';
import { createPlatform } from '../../src/services/platform.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { keepSchedules } from '../../src/services/schedules/keep-schedules.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { startSystemWorker } from '../../src/system-worker.js';
import { createFlowWorker } from '../../src/worker.js';
import { openTestContext } from '../api/context.js';
import { connectToTestTemporal, TEST_NAMESPACE, testTemporalAddress, type TestTemporal } from '../temporal-server.js';

const WORKFLOWS = fileURLToPath(new URL('./flows.ts', import.meta.url));
export const WAIT = { timeout: 90_000, interval: 100 };

export interface DeploymentHarness {
  readonly context: ServiceContext;
  readonly temporal: TestTemporal;
  /** A new deployment of a flow. */
  deploy(flowName: string, rest?: DeploymentUpdate): Promise<Deployment>;
  /** The runs of a deployment by their expected start. */
  runs(deploymentId: string): Promise<FlowRun[]>;
  start(deploymentId: string, rest?: Record<string, unknown>): Promise<FlowRun>;
  reaches(id: string, stateName: string): Promise<FlowRun>;
  /** Serves flows.ts on a task queue until the answer is called. */
  serve(taskQueue: string): Promise<() => Promise<void>>;
  /** Stops, or starts, the worker of the schedules' workflows. */
  stopSystem(): Promise<void>;
  startSystem(): Promise<void>;
  close(): Promise<void>;
}

export async function openDeploymentHarness(): Promise<DeploymentHarness> {
  const systemQueue = `deployments-${randomUUID()}`;
  const { context, close } = await openTestContext(undefined, systemQueue);
  const temporal = await connectToTestTemporal();
  const start = () =>
    startSystemWorker({
      context,
      temporal: { address: testTemporalAddress(), namespace: TEST_NAMESPACE },
      payloads: context.payloads,
      allowedPrivate: [],
      worker: { taskQueue: systemQueue },
    });
  let system: ReturnType<typeof start> | null = start();
  const keeper = keepSchedules(context, { intervalMs: 100, roundsBetween: 3 });
  const serving = new Set<() => Promise<void>>();
  const startSystem = async () => {
    system ??= start();
    await vi.waitFor(() => expect(system?.ready).toBe(true), WAIT);
  };
  const stopSystem = async () => {
    await system?.stop();
    system = null;
  };
  await startSystem();
  return {
    context,
    temporal,
    startSystem,
    stopSystem,
    async deploy(flowName, rest = {}) {
      const { flow } = await ensureFlow(context.store, { name: flowName, tags: [], labels: {} }, randomUUID());
      const name = `d-${randomUUID().slice(0, 8)}`;
      return (await createDeployment(context, { name, flow_id: flow.id, ...rest })).deployment;
    },
    async runs(deploymentId) {
      const deployments = { operator: 'and_' as const, id: { any_: [deploymentId] } };
      const page = { limit: 200, offset: 0 };
      const stored = await context.store.flowRuns.list({ deployments }, 'EXPECTED_START_TIME_ASC', page);
      return stored.map(({ flowRun }) => flowRun);
    },
    async start(deploymentId, rest = {}) {
      const request = { parameters: {}, context: {}, tags: [], ...rest };
      return (await startDeploymentRun(context, deploymentId, request)).flowRun;
    },
    async reaches(id, stateName) {
      await expect.poll(async () => (await readFlowRun(context, id)).state_name, WAIT).toBe(stateName);
      return readFlowRun(context, id);
    },
    async serve(taskQueue) {
      const worker = await createFlowWorker({
        connection: temporal.nativeConnection,
        namespace: temporal.namespace,
        taskQueue,
        workflowsPath: WORKFLOWS,
        activities: {},
        platform: createPlatform(context),
      });
      const finished = worker.run();
      const stop = async () => {
        if (!serving.delete(stop)) return;
        worker.shutdown();
        await finished;
      };
      serving.add(stop);
      return stop;
    },
    async close() {
      await keeper.stop();
      for (const stop of [...serving]) await stop();
      await stopSystem();
      await temporal.close();
      await close();
    },
  };
}
