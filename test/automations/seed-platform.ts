// The whole product in one process for tests of automations: API over HTTP, system worker, a worker of flows.ts.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { expect } from 'vitest';
import { createApp } from '../../src/api/app.js';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { createBlockDocument } from '../../src/services/blocks/block-documents.js';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { createDeployment } from '../../src/services/deployments/manage-deployments.js';
import { createFlowRun } from '../../src/services/flow-runs/create-flow-run.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { createPlatform } from '../../src/services/platform.js';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { createFlowWorker } from '../../src/worker.js';
import { connectToTestTemporal, type TestTemporal } from '../temporal-server.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';

export const WAIT = { timeout: 120_000, interval: 50 };

export interface SeedPlatform extends AutomationHarness {
  readonly apiUrl: string;
  readonly client: SluiceClient;
  readonly temporal: TestTemporal;
  /** Where its worker serves flows.ts. */
  readonly taskQueue: string;
  /** A new run of a flow, once it is running. */
  startRun(flowName: string): Promise<FlowRun>;
  reaches(id: string, stateName: string): Promise<FlowRun>;
  deploy(flowName: string, name: string): Promise<string>;
  runsOf(deploymentId: string): Promise<FlowRun[]>;
}

export async function openSeedPlatform(): Promise<SeedPlatform> {
  const harness = await openAutomationHarness();
  const { context } = harness;
  const api = createServer(createApp({ context, config: {}, logger: pino({ level: 'silent' }) }));
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`;
  const temporal = await connectToTestTemporal();
  const taskQueue = `automation-flows-${randomUUID()}`;
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./flows.ts', import.meta.url)),
    activities: {},
    platform: createPlatform(context),
  });
  const running = worker.run();
  const reaches = async (id: string, stateName: string) => {
    await expect.poll(async () => (await readFlowRun(context, id)).state_name, WAIT).toBe(stateName);
    return readFlowRun(context, id);
  };
  return {
    ...harness,
    apiUrl,
    client: createClient({ apiUrl }),
    temporal,
    taskQueue,
    reaches,
    async startRun(flowName) {
      const flow = await readFlowByName(context, flowName);
      const request = { flow_id: flow.id, parameters: {}, context: {}, tags: [], labels: {} };
      return reaches((await createFlowRun(context, request)).flowRun.id, 'Running');
    },
    async deploy(flowName, name) {
      const flow = await readFlowByName(context, flowName);
      return (await createDeployment(context, { name, flow_id: flow.id })).deployment.id;
    },
    async runsOf(deploymentId) {
      const deployments = { operator: 'and_' as const, id: { any_: [deploymentId] } };
      const found = await context.store.flowRuns.list({ deployments }, 'ID_DESC', { limit: 100, offset: 0 });
      return found.map(({ flowRun }) => flowRun);
    },
    async close() {
      worker.shutdown();
      await running;
      await temporal.close();
      api.closeAllConnections();
      api.close();
      await harness.close();
    },
  };
}

/** A block of a built-in kind; its id. */
export async function blockOf(context: ServiceContext, slug: string, data: Record<string, unknown>): Promise<string> {
  await ensureBuiltInKinds(context);
  const type = await context.store.blockTypes.findBySlug(slug);
  const filter = { operator: 'and_' as const, block_type_id: { any_: [type?.id ?? ''] } };
  const [schema] = await context.store.blockSchemas.list(filter, { limit: 1, offset: 0 });
  const block = await createBlockDocument(context, {
    name: `block-${randomUUID()}`,
    block_type_id: type?.id ?? '',
    block_schema_id: schema?.id ?? '',
    data,
    is_anonymous: false,
  });
  return block.id;
}
