// A platform that serves flows, for tests: store in memory, services, one or more workers on the shared Temporal server,
// all in this process. Gives what a test asks of it: start a run, wait for its end, read its record and its history.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Platform } from '../../src/contract/platform.js';
import type { TaskRun } from '../../src/domain/task-runs.js';
import { createPlatform } from '../../src/services/platform.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { createFlowWorker, type FlowWorkerOptions } from '../../src/worker.js';
import { openTestContext } from '../api/context.js';
import { connectToTestTemporal, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';
import { resultOnRecord } from './result-on-record.js';

export const WAIT = { timeout: 40_000, interval: 50 };

export interface ServedFlows {
  readonly context: ServiceContext;
  readonly platform: Platform;
  readonly temporal: TestTemporal;
  readonly taskQueue: string;
  /** Starts a run by a plain Temporal client; the run's id is the workflow's. */
  start(workflowType: string, ...args: unknown[]): Promise<string>;
  /** Waits for a run's result and for its end to be on record; throws what it failed with. */
  result(id: string): Promise<unknown>;
  /** Starts a run and waits for its result. */
  run(workflowType: string, ...args: unknown[]): Promise<unknown>;
  /** Everything Temporal keeps of a run, as one text; payloads decoded to text. */
  historyText(id: string): Promise<string>;
  taskRuns(id: string): Promise<TaskRun[]>;
  /** Names of a task run's states so far, first to last. */
  stateNames(taskRunId: string): Promise<string[]>;
  close(): Promise<void>;
}

type Options = Pick<FlowWorkerOptions, 'workflowsPath' | 'activities'> & Partial<FlowWorkerOptions>;

/** Serves a module of flows until it is closed. */
export async function serveFlows(options: Options): Promise<ServedFlows> {
  const { context, close } = await openTestContext();
  const temporal = await connectToTestTemporal();
  const taskQueue = uniqueTaskQueue('served');
  const platform = createPlatform(context);
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    platform,
    ...options,
  });
  const finished = worker.run();
  const { client } = temporal;
  const start = async (workflowType: string, ...args: unknown[]): Promise<string> => {
    const workflowId = randomUUID();
    await client.workflow.start(workflowType, { workflowId, taskQueue, args: args.length > 0 ? args : [{}] });
    return workflowId;
  };
  const result = (id: string): Promise<unknown> =>
    resultOnRecord(
      client.workflow.getHandle(id),
      async () => (await context.store.flowRuns.find(id))?.flowRun.end_time != null,
    );
  return {
    context,
    platform,
    temporal,
    taskQueue,
    start,
    result,
    run: async (workflowType, ...args) => result(await start(workflowType, ...args)),
    async historyText(id) {
      const history = await client.workflow.getHandle(id).fetchHistory();
      // Temporal writes payloads in base64.
      return JSON.stringify(history, (key, value: unknown) =>
        key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
      );
    },
    async taskRuns(id) {
      const found = await context.store.taskRuns.list(
        { flow_runs: { operator: 'and_', id: { any_: [id] } } },
        'EXPECTED_START_TIME_ASC',
        {
          limit: 200,
          offset: 0,
        },
      );
      return found.map(({ taskRun }) => taskRun);
    },
    async stateNames(taskRunId) {
      return (await context.store.taskRunStates.listByRun(taskRunId)).map(({ name }) => name);
    },
    async close() {
      worker.shutdown();
      await finished;
      await temporal.close();
      await close();
    },
  };
}

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that takes what is sent and keeps it, in Slack's place. */
export async function startReceiver(): Promise<{
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** Statuses of the next answers, first to last; 200 when there is none left. */
  readonly statuses: number[];
  close(): Promise<void>;
}> {
  const calls: ReceivedCall[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      calls.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(statuses.shift() ?? 200).end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    statuses,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
