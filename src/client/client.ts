// The client as its users hold it: one object, grouped by what the calls are about. Needs fetch and nothing else, so it
// runs in node, browsers and other runtimes alike.
import { SluiceError } from '../domain/errors.js';
import type { Flow } from '../domain/flows.js';
import type { Log } from '../domain/logs.js';
import type { FlowRun } from '../domain/flow-runs.js';
import type { TaskRun } from '../domain/task-runs.js';
import { createAutomationsClient, type AutomationsClient } from './automations.js';
import { createBlocksClient, type BlocksClient } from './blocks.js';
import { resolveClientOptions, type ClientOptions } from './client-options.js';
import { createConversationsClient, type ConversationsClient } from './conversations.js';
import {
  createDeploymentsClient,
  runDeployment,
  type DeploymentReference,
  type DeploymentsClient,
  type RunDeploymentOptions,
} from './deployments.js';
import { createEventsClient, type EventsClient } from './events.js';
import type { FlowLike, ResultOf, StartArguments } from './flow-like.js';
import { createFlowRunControl, type FlowRunControl } from './flow-run-control.js';
import { createFlowRunReads, type FlowRunReads } from './flow-run-reads.js';
import { startFlowRun, type StartedFlowRun, type StartOptions } from './flow-run-start.js';
import {
  listFlows,
  listLogs,
  listTaskRuns,
  type ListFlowsOptions,
  type ListLogsOptions,
  type ListTaskRunsOptions,
} from './lists.js';
import { createRunInputsClient, type RunInputsClient } from './run-inputs.js';
import { createTransport } from './transport.js';
import { createVariablesClient, type VariablesClient } from './variables.js';
import { createWebhooksClient, type WebhooksClient } from './webhooks.js';
import { createWorkPoolsClient, type WorkPoolsClient } from './work-pools.js';

export interface FlowRunsClient extends FlowRunReads, FlowRunControl, ConversationsClient {
  /**
   * Starts a run of a flow: the flow itself, or its name with its type as `start<typeof greetUser>('greetUser', …)`.
   *
   * @throws `flow-not-found`, `parameters-invalid` with the paths of the fields (no run exists then)
   */
  start<F extends FlowLike = FlowLike>(
    flow: F | string,
    ...args: StartArguments<F, StartOptions>
  ): Promise<StartedFlowRun<ResultOf<F>>>;
  readonly inputs: RunInputsClient;
}

export interface SluiceClient {
  readonly apiUrl: string;
  readonly flowRuns: FlowRunsClient;
  readonly flows: {
    list(options?: ListFlowsOptions): Promise<Flow[]>;
    /** Reads a flow by its id, or by its name. Throws `flow-not-found`. */
    read(flow: { readonly id: string } | { readonly name: string }): Promise<Flow>;
  };
  readonly taskRuns: { list(options?: ListTaskRunsOptions): Promise<TaskRun[]> };
  readonly logs: { list(options?: ListLogsOptions): Promise<Log[]> };
  readonly automations: AutomationsClient;
  readonly deployments: DeploymentsClient;
  readonly events: EventsClient;
  readonly webhooks: WebhooksClient;
  readonly blocks: BlocksClient;
  readonly variables: VariablesClient;
  readonly workPools: WorkPoolsClient;
  /**
   * Starts a run of a deployment (`flow/name`, or its id) and waits for its end; `timeout: 0` does not wait. When the
   * timeout is over, the run is given as it is.
   *
   * @throws `not-found`, `parameters-invalid` with the paths of the fields (no run exists then)
   */
  runDeployment(deployment: DeploymentReference, options?: RunDeploymentOptions): Promise<FlowRun>;
  readonly server: {
    /** Resolves when the server, its store and Temporal can be reached. Throws `platform-unavailable` saying which not. */
    checkReady(): Promise<void>;
    /** The version of the server itself. Throws `platform-unavailable` when what answers is another program. */
    version(): Promise<string>;
  };
}

/** Creates a client. It connects when it is first used. Throws `definition-invalid` when an option is wrong. */
export function createClient(options: ClientOptions = {}): SluiceClient {
  const resolved = resolveClientOptions(options);
  const transport = createTransport(resolved);
  return {
    apiUrl: resolved.apiUrl,
    flowRuns: {
      ...createFlowRunReads(transport),
      ...createFlowRunControl(transport),
      ...createConversationsClient(transport, resolved.clientId),
      start: (flow, ...[parameters, startOptions]) => startFlowRun(transport, flow, parameters, startOptions),
      inputs: createRunInputsClient(transport),
    },
    events: createEventsClient(transport),
    webhooks: createWebhooksClient(transport),
    blocks: createBlocksClient(transport),
    variables: createVariablesClient(transport),
    workPools: createWorkPoolsClient(transport),
    flows: {
      list: (listOptions) => listFlows(transport, listOptions),
      async read(flow) {
        const path =
          'id' in flow ? `/flows/${encodeURIComponent(flow.id)}` : `/flows/name/${encodeURIComponent(flow.name)}`;
        return (await transport.send<Flow>({ method: 'GET', path })).document;
      },
    },
    taskRuns: { list: (listOptions) => listTaskRuns(transport, listOptions) },
    logs: { list: (listOptions) => listLogs(transport, listOptions) },
    automations: createAutomationsClient(transport),
    deployments: createDeploymentsClient(transport),
    runDeployment: (deployment, runOptions) => runDeployment(transport, deployment, runOptions),
    server: {
      async checkReady() {
        await transport.send({ method: 'GET', path: '/ready', repeatable: false });
      },
      async version() {
        const request = { method: 'GET', path: '/openapi.json' } as const;
        const { document } = await transport.send<{ info?: { version?: string } } | undefined>(request);
        if (typeof document?.info?.version === 'string') return document.info.version;
        throw new SluiceError('platform-unavailable', `What answers at ${resolved.apiUrl} is not a Sluice API.`);
      },
    },
  };
}
