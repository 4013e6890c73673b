// Composition root of the system worker: the platform's own workflows (automations, firings, schedules), the router that feeds
// them, and the activities that act on the services of this process. It runs inside the server.
import { NativeConnection, Worker, type WorkerOptions, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createScheduleActivities } from '../activities/schedules.js';
import { createSystemActivities } from '../activities/system.js';
import { SYSTEM_TASK_QUEUE } from './contract/automations.js';
import type { PayloadStore } from './contract/payload-store.js';
import { bundleFlows } from './hosting/workflow-bundle.js';
import { EventRouter } from './services/events/event-router.js';
import { createNotificationSenders } from './services/notifications/send-notification.js';
import type { ServiceContext } from './services/service-context.js';
import { createTemplateRenderer } from './services/templates/template-renderer.js';
import { createClaimCheckCodec } from './temporal/claim-check.js';
import { readTls, type TemporalConnectionOptions } from './temporal/connection.js';

export interface SystemWorkerOptions {
  readonly context: ServiceContext;
  readonly temporal: TemporalConnectionOptions;
  readonly payloads: PayloadStore | null;
  /** Private places that notifications and webhooks may call: names, addresses, networks, or `*`. */
  readonly allowedPrivate: readonly string[];
  /** The web page's address, for links that templates make. @default none: they make none */
  readonly uiUrl?: string;
  /** The workflows. @default the platform's own, bundled here */
  readonly bundle?: () => Promise<WorkflowBundleWithSourceMap>;
  /** Further options for Temporal's worker, over ours. */
  readonly worker?: Partial<WorkerOptions>;
}

export interface SystemWorker {
  /** Whether automations are being evaluated: the worker polls and the router runs. */
  readonly ready: boolean;
  /** Stops the router, lets running actions finish, and ends. */
  stop(): Promise<void>;
}

const RETRY_MS = 1000;
/**
 * Events of a busy server concern its automations in turn: with fewer places than automations each would be read again from
 * its history every time. A place is taken by a workflow that lives, some 100 KB each.
 */
const MAX_CACHED_WORKFLOWS = 2000;
/**
 * How soon another worker takes over what a worker that died had in memory. A task that has waited so long is done anew from
 * its history: with less, a thousand automations that have events at once would cost far more than what is to be done.
 */
const TAKE_OVER_MS = 10_000;

/** Starts in the background, as soon as Temporal can be reached. */
export function startSystemWorker(options: SystemWorkerOptions): SystemWorker {
  const { context, allowedPrivate } = options;
  const templates = createTemplateRenderer({ uiUrl: options.uiUrl });
  const senders = createNotificationSenders(allowedPrivate);
  const router = new EventRouter(context);
  const stopping = new AbortController();
  let ready = false;
  const activities = {
    ...createSystemActivities({ context, senders, templates }),
    ...createScheduleActivities(context),
  };
  const running = runWorker(options, activities, stopping.signal, () => {
    ready = true;
    router.start();
  });
  return {
    get ready() {
      return ready;
    },
    async stop() {
      await router.stop();
      stopping.abort();
      await running;
      await Promise.all([senders.http.close(), templates.close()]);
    },
  };
}

async function runWorker(
  { context, temporal, payloads, worker: own, bundle = bundleOwnWorkflows }: SystemWorkerOptions,
  activities: object,
  signal: AbortSignal,
  onReady: () => void,
): Promise<void> {
  // Bundling takes seconds and cannot be cut short; a stop does not wait for it.
  const workflowBundle = await Promise.race([bundle(), aborted(signal)]);
  if (!workflowBundle) return;
  while (!signal.aborted) {
    let connection: NativeConnection | undefined;
    try {
      const tls = (await readTls(temporal)) ?? false;
      connection = await NativeConnection.connect({ address: temporal.address, tls, apiKey: temporal.apiKey });
      const worker = await Worker.create({
        connection,
        namespace: temporal.namespace,
        taskQueue: SYSTEM_TASK_QUEUE,
        workflowBundle,
        activities,
        dataConverter: { payloadCodecs: [createClaimCheckCodec(payloads, 'throw')] },
        maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
        shutdownGraceTime: 5000,
        stickyQueueScheduleToStartTimeout: TAKE_OVER_MS,
        ...own,
      });
      const stop = () => worker.shutdown();
      signal.addEventListener('abort', stop, { once: true });
      onReady();
      await worker.run();
    } catch (error) {
      if (signal.aborted) return;
      context.log.warn({ err: error }, 'the system worker is started again');
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    } finally {
      await connection?.close();
    }
  }
}

/** Bundles the platform's own workflows. */
export function bundleOwnWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleFlows(fileURLToPath(new URL(`../workflows/system${extname(import.meta.url)}`, import.meta.url)));
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
  return undefined;
}
