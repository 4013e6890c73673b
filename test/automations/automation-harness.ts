// Automations as they run: a store in memory, the run's Temporal server, a system worker with a task queue of its own, and
// a local HTTP server that takes the place of whoever is notified.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, vi } from 'vitest';
import {
  automationCreateSchema,
  type Automation,
  type AutomationCreateInput,
} from '../../src/domain/automations/automation.js';
import type { FiringRecord } from '../../src/domain/automations/ledger.js';
import { eventSchema, type Event, type EventInput } from '../../src/domain/events/event.js';
import { createAutomation } from '../../src/services/automations/manage-automations.js';
import { receiveEvents } from '../../src/services/events/receive-events.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { bundleOwnWorkflows, startSystemWorker } from '../../src/system-worker.js';
import { openTestContext } from '../api/context.js';
import { TEST_NAMESPACE, testTemporalAddress } from '../temporal-server.js';

const WAIT = { timeout: 120_000, interval: 50 };
/** Where templates say that the web page is. */
export const UI_URL = 'http://sluice.test:4200';

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface AutomationHarness {
  readonly context: ServiceContext;
  /** Where its system worker polls. */
  readonly systemTaskQueue: string;
  create(automation: AutomationCreateInput): Promise<Automation>;
  /** Takes events in; what is left out is made up. */
  emit(...events: Partial<EventInput>[]): Promise<Event[]>;
  /** Resolves with the automation's ended firings, oldest first, once there are at least so many. */
  fired(automationId: string, count: number): Promise<FiringRecord[]>;
  /** What the local server was sent, and its address. */
  readonly received: Received[];
  readonly hookUrl: string;
  /** The status it answers next; 200 when the list is empty. */
  readonly answers: number[];
  restartWorker(): Promise<void>;
  close(): Promise<void>;
}

let ownBundle: ReturnType<typeof bundleOwnWorkflows> | undefined;

/** @param bundle - other workflows than the platform's own */
export async function openAutomationHarness(
  bundle = () => (ownBundle ??= bundleOwnWorkflows()),
): Promise<AutomationHarness> {
  const taskQueue = `automations-${randomUUID()}`;
  const { context, close } = await openTestContext(undefined, taskQueue);
  const received: Received[] = [];
  const answers: number[] = [];
  const hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end('ok');
    });
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const start = () =>
    startSystemWorker({
      context,
      temporal: { address: testTemporalAddress(), namespace: TEST_NAMESPACE },
      payloads: context.payloads,
      allowedPrivate: ['127.0.0.1'],
      uiUrl: UI_URL,
      bundle,
      worker: { taskQueue },
    });
  // Bundling takes as long as the machine is busy; only what comes after is waited for with a limit.
  await bundle();
  let worker = start();
  await vi.waitFor(() => expect(worker.ready).toBe(true), WAIT);
  return {
    context,
    systemTaskQueue: taskQueue,
    received,
    answers,
    hookUrl: `http://127.0.0.1:${(hook.address() as AddressInfo).port}`,
    create: (automation) => createAutomation(context, automationCreateSchema.parse(automation)),
    async emit(...inputs) {
      const events = inputs.map((input) =>
        eventSchema.parse({
          id: randomUUID(),
          occurred: new Date().toISOString(),
          event: 'something',
          resource: {},
          ...input,
        }),
      );
      await receiveEvents(context, events);
      return events;
    },
    async fired(automationId, count) {
      const ended = async () =>
        (await context.store.firings.list(automationId, { limit: 200, offset: 0 })).filter(
          ({ ended }) => ended !== null,
        );
      await expect.poll(async () => (await ended()).length, WAIT).toBeGreaterThanOrEqual(count);
      return (await ended()).reverse();
    },
    async restartWorker() {
      await worker.stop();
      worker = start();
      await vi.waitFor(() => expect(worker.ready).toBe(true), WAIT);
    },
    async close() {
      await worker.stop();
      hook.close();
      await close();
    },
  };
}
