// The server side of automations as a process of its own that is killed at a named point, as by `kill -9` or a loss of power:
// store in a folder, system worker, intake. Its parent sends events and is told when they are taken in.
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { receiveEvents } from '../../src/services/events/receive-events.js';
import { createAutomation } from '../../src/services/automations/manage-automations.js';
import { createFlow } from '../../src/services/flows/create-flow.js';
import { createDeployment } from '../../src/services/deployments/manage-deployments.js';
import { loadEncryptionKey } from '../../src/services/secrets/encryption-key.js';
import { createSecretCipher } from '../../src/services/secrets/secret-cipher.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { startSystemWorker } from '../../src/system-worker.js';
import { openStore } from '../../src/store/store.js';
import { openTemporalConnection } from '../../src/temporal/connection.js';
import { createFilePayloadStore } from '../../src/temporal/file-payload-store.js';
import { createTemporalGateway } from '../../src/temporal/temporal-gateway.js';
import type { AutomationCreate } from '../../src/domain/automations/automation.js';
import type { Event } from '../../src/domain/events/event.js';
import { blockOf } from '../automations/seed-platform.js';

/** Where the process dies. Only the first time: what it does afterwards is another process. */
export type CrashPoint = 'event-insert' | 'signal' | 'firing-start' | 'action-start' | 'before-ack' | 'never';
export interface Setup {
  readonly dataDir: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly crashAt: CrashPoint;
}
export type Order =
  | { readonly do: 'prepare'; readonly hookUrl: string }
  | { readonly do: 'create'; readonly automation: AutomationCreate }
  | { readonly do: 'emit'; readonly event: Event }
  | { readonly do: 'look'; readonly automationId: string; readonly deploymentId: string };

const setup = JSON.parse(process.argv[2] as string) as Setup;
const dieAt = (point: CrashPoint) => {
  if (setup.crashAt === point) process.kill(process.pid, 'SIGKILL');
};
const now = () => new Date();
const store = await openStore({ dataDir: setup.dataDir, now });
const payloads = createFilePayloadStore(`${setup.dataDir}/payloads`);
const connection = await openTemporalConnection({
  address: setup.temporalAddress,
  namespace: setup.namespace,
  payloads,
});
const gateway = createTemporalGateway(connection, setup.taskQueue);
const { firings } = store;
const watched = Object.create(store, {
  // The ledger's and the intake's writes are transactions: the process dies once one is committed.
  transaction: {
    value: async (work: Parameters<typeof store.transaction>[0]) => {
      let wrote: CrashPoint | null = null;
      const result = await store.transaction((repositories) => {
        const ledger = repositories.firings;
        const noting = Object.create(ledger) as typeof ledger;
        noting.begin = (row) => {
          wrote = 'firing-start';
          return ledger.begin(row);
        };
        noting.recordAttempt = (...attempt) => {
          wrote = 'before-ack';
          return ledger.recordAttempt(...attempt);
        };
        return work({ ...repositories, firings: noting });
      });
      if (wrote !== null) dieAt(wrote);
      return result;
    },
  },
  firings: { value: firings },
}) as typeof store;
const context: ServiceContext = {
  store: watched,
  temporal: {
    ...gateway,
    sendEvents: async (...args) => {
      const sent = await gateway.sendEvents(...args);
      dieAt('signal');
      return sent;
    },
  },
  payloads,
  secrets: createSecretCipher(await loadEncryptionKey(null, setup.dataDir)),
  now,
  newId: randomUUID,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
};
startSystemWorker({
  context,
  temporal: { address: setup.temporalAddress, namespace: setup.namespace },
  payloads,
  allowedPrivate: ['127.0.0.1'],
  // Its parent has bundled the workflows once for all.
  bundle: async () => JSON.parse(await readFile(`${setup.dataDir}/bundle.json`, 'utf8')) as WorkflowBundleWithSourceMap,
  worker: { taskQueue: setup.taskQueue },
});

process.on('message', (order: Order) => {
  void carryOut(order).then((answer) => process.send?.(answer));
});
process.send?.('ready');

async function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'prepare': {
      const { flow } = await createFlow(context, { name: 'nobody-serves-it', tags: [], labels: {} });
      const { deployment } = await createDeployment(context, { name: 'counted', flow_id: flow.id });
      const blockId = await blockOf(context, 'webhook', { url: order.hookUrl, method: 'POST' });
      return { deploymentId: deployment.id, blockId };
    }
    case 'create':
      return { id: (await createAutomation(context, order.automation)).id };
    case 'emit': {
      await receiveEvents(context, [order.event]);
      dieAt('event-insert');
      return 'taken';
    }
    case 'look': {
      const deployments = { operator: 'and_' as const, id: { any_: [order.deploymentId] } };
      const page = { limit: 200, offset: 0 };
      const runs = await store.flowRuns.list({ deployments }, 'ID_DESC', page);
      return { firings: await firings.list(order.automationId, page), runs: runs.length };
    }
  }
}
