// Composition root of a worker: bundles flow code, carries the user's tasks beside the platform's own activities, and
// tells the platform what it serves. `sluice/worker` is this file.
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPlatformActivities } from '../activities/platform.js';
import type { PayloadStore } from './contract/payload-store.js';
import type { Platform } from './contract/platform.js';
import { SluiceError } from './domain/errors.js';
import { createServe, deployOne } from './deploying/serve.js';
import { loadActivities } from './hosting/activities-module.js';
import { ClosingDeliveries } from './hosting/closing-deliveries.js';
import { LogBuffer } from './hosting/log-buffer.js';
import { ProgressDeliveries } from './hosting/progress-deliveries.js';
import { createRecordSinks } from './hosting/record-sinks.js';
import { keepRegistered } from './hosting/registration.js';
import { readServedFlows } from './hosting/served-flows.js';
import { createTaskInterceptor } from './hosting/task-interceptor.js';
import { bundleFlows } from './hosting/workflow-bundle.js';
import { createHttpPayloadStore } from './remote/http-payload-store.js';
import { createHttpPlatform } from './remote/http-platform.js';
import { createClaimCheckCodec } from './temporal/claim-check.js';
import { setDeployer } from './sdk/deployer.js';
import { readAccepted } from './temporal/closing-records.js';
import { readTls, type TemporalConnectionOptions } from './temporal/connection.js';
import { isTaskAccepted } from './temporal/workflow-task.js';

export interface FlowWorkerOptions {
  readonly connection: NativeConnection;
  /** @default 'default' */
  readonly namespace?: string;
  readonly taskQueue: string;
  /** Absolute path of the module whose exports are the flows. */
  readonly workflowsPath: string;
  /** The user's tasks by name. */
  readonly activities: Readonly<Record<string, unknown>>;
  readonly platform: Platform;
  /** Where values over 128 KB are kept. @default none: a task whose value is over Temporal's limit fails */
  readonly payloads?: PayloadStore | null;
  /** Private addresses that notifications may go to: names, addresses, networks, or `*` for any. @default none */
  readonly allowPrivateAddresses?: readonly string[];
  /** How many waiting runs are kept in memory; about 115 MiB a thousand. @default 200 */
  readonly maxCachedWorkflows?: number;
  /** How long running tasks may finish when the worker stops. @default 10000 */
  readonly shutdownGraceMs?: number;
  /** Further options for Temporal's worker, over ours. */
  readonly temporal?: Partial<WorkerOptions>;
}

/**
 * How long flow code may run without awaiting anything. Code that is cut off can take the whole process with it, and on a
 * busy machine Temporal's 5 s come too soon. Temporal reads the option but does not name it among its types.
 */
const PATIENCE = { isolateExecutionTimeout: '30 seconds' };

export interface FlowWorker {
  /** Runs until the worker is shut down. */
  run(): Promise<void>;
  /** Runs the worker for as long as the function takes. */
  runUntil<T>(fn: () => Promise<T>): Promise<T>;
  shutdown(): void;
}

/** Creates a worker of flows and tells the platform what it serves. It polls once run() is called. */
export async function createFlowWorker(options: FlowWorkerOptions): Promise<FlowWorker> {
  const { platform, taskQueue, workflowsPath, payloads = null } = options;
  const logs = new LogBuffer((lines) => platform.writeLogs(lines));
  const { allowPrivateAddresses } = options;
  const namespace = options.namespace ?? 'default';
  const progress = new ProgressDeliveries({
    send: (batch) => platform.recordRun(batch),
    accepted: (task) => isTaskAccepted(options.connection, { namespace, ...task }),
  });
  const closings = new ClosingDeliveries({
    send: (batch) => platform.recordRun(batch),
    accepted: (task, batch) => readAccepted(options.connection, { namespace, ...task }, batch),
  });
  const platformActivities = createPlatformActivities(recordingOnce(platform, progress), { allowPrivateAddresses });
  const taskInterceptor = createTaskInterceptor({
    platform,
    writeLog: (line) => logs.push(line),
    ownActivities: new Set(Object.keys(platformActivities)),
    hasPayloadStore: payloads !== null,
  });
  const workflowBundle = await bundleFlows(workflowsPath);
  const stopped = new AbortController();
  // Before there is a worker: one that is refused here would hold the connection, and is not to be had rid of unrun.
  const flows = await readServedFlows(workflowsPath);
  await keepRegistered(platform, { task_queue: taskQueue, flows }, stopped.signal);
  const worker = await Worker.create({
    connection: options.connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities: { ...options.activities, ...platformActivities },
    interceptors: { activity: [taskInterceptor] },
    dataConverter: { payloadCodecs: [createClaimCheckCodec(payloads, 'mark')] },
    maxCachedWorkflows: options.maxCachedWorkflows ?? 200,
    shutdownGraceTime: options.shutdownGraceMs ?? 10_000,
    ...PATIENCE,
    ...options.temporal,
    sinks: { ...options.temporal?.sinks, ...createRecordSinks(progress, closings) },
  }).catch((error: unknown) => {
    stopped.abort();
    throw error;
  });
  const finish = async <T>(running: Promise<T>): Promise<T> => {
    try {
      return await running;
    } finally {
      stopped.abort();
      progress.stop();
      await Promise.all([logs.flush(), closings.finish()]);
    }
  };
  return {
    run: () => finish(worker.run()),
    runUntil: (fn) => finish(worker.runUntil(fn)),
    shutdown: () => worker.shutdown(),
  };
}

/** A platform that runs tell by themselves what their worker has not told it before. */
function recordingOnce(platform: Platform, progress: ProgressDeliveries): Platform {
  return {
    ...platform,
    recordRun: async (batch) => {
      const records = progress.undelivered(batch);
      if (records.length > 0) await platform.recordRun({ ...batch, records });
    },
  };
}

export interface StartWorkerOptions extends Pick<
  FlowWorkerOptions,
  'taskQueue' | 'workflowsPath' | 'allowPrivateAddresses'
> {
  /** Absolute path of the module whose exported functions are the tasks. */
  readonly activitiesPath: string;
  readonly temporal: TemporalConnectionOptions;
  /** The server's API, ending in `/api`. */
  readonly apiUrl: string;
  readonly apiKey?: string;
  /** @default 10 */
  readonly shutdownGraceSeconds?: number;
  /** Stops the worker in order. */
  readonly signal?: AbortSignal;
  /** Called when the worker is about to poll. */
  readonly onReady?: () => void;
  readonly onProgress?: (message: string) => void;
}

/**
 * Runs a worker as a process of its own until its signal says stop: connects to Temporal (waiting for it if need be) and
 * to the platform over HTTP.
 *
 * @throws SluiceError `definition-invalid` when flows or tasks cannot be loaded, `unauthenticated` for a wrong API key
 */
export async function startWorker(options: StartWorkerOptions): Promise<void> {
  const activities = await loadActivities(options.activitiesPath);
  const connection = await connect(options);
  const server = { url: options.apiUrl, apiKey: options.apiKey ?? null };
  try {
    const worker = await createFlowWorker({
      connection,
      activities,
      namespace: options.temporal.namespace,
      taskQueue: options.taskQueue,
      workflowsPath: options.workflowsPath,
      allowPrivateAddresses: options.allowPrivateAddresses,
      platform: createHttpPlatform(server),
      payloads: createHttpPayloadStore(server),
      shutdownGraceMs: (options.shutdownGraceSeconds ?? 10) * 1000,
    });
    options.signal?.addEventListener('abort', () => worker.shutdown(), { once: true });
    options.onReady?.();
    const running = worker.run();
    if (options.signal?.aborted) worker.shutdown();
    await running;
  } finally {
    await connection.close();
  }
}

const CONNECT_RETRY_MS = 500;

async function connect({ temporal, signal, onProgress }: StartWorkerOptions): Promise<NativeConnection> {
  const tls = (await readTls(temporal)) ?? false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await NativeConnection.connect({ address: temporal.address, tls, apiKey: temporal.apiKey });
    } catch (error) {
      if (signal?.aborted) throw new SluiceError('temporal-unavailable', undefined, { cause: error });
      if (attempt === 1) onProgress?.(`Waiting for Temporal at ${temporal.address} …`);
      await sleep(CONNECT_RETRY_MS);
    }
  }
}

export type { DeployOptions } from './sdk/deployer.js';
export { deploy, type ServeOptions } from './deploying/serve.js';

// Whoever imports this file may call flow.deploy().
setDeployer(deployOne);

/**
 * Makes deployments and runs a worker of their flows in this process, until a signal; the last argument says where the
 * flows and tasks are. Tells how to start a run of them.
 *
 * @throws `definition-invalid` for a flow that the module does not export, a trigger that is none, a deployment in a pool
 */
export const serve = createServe((options) => startWorker(options));
