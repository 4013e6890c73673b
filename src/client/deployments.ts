// Deployments through the client: documents as the API has them, and runs of them.
import type { Deployment, DeploymentUpdate } from '../domain/deployments.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import type { FlowRun } from '../domain/flow-runs.js';
import type { PageOptions } from './lists.js';
import { listAll } from './pages.js';
import { randomId } from './random-id.js';
import type { Transport } from './transport.js';
import type { DeploymentReference } from './deployment-reference.js';
import type { DeploymentPlan } from './deployment-apply.js';
import { createSchedulesClient, type SchedulesClient } from './deployment-schedules.js';
import { waitForState } from './wait-for-state.js';

export type { DeploymentReference };

export interface ListDeploymentsOptions extends PageOptions {
  readonly flowName?: string;
  readonly name?: string;
  /** @default 'NAME_ASC' */
  readonly sort?: 'NAME_ASC' | 'NAME_DESC' | 'CREATED_DESC' | 'UPDATED_DESC';
}

export interface RunDeploymentOptions {
  /** Over the deployment's own. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** How long to wait for the end; 0 does not wait, null waits without a limit. @default null */
  readonly timeout?: DurationInput | null;
  readonly tags?: readonly string[];
  /** The run's name. @default an adjective and an animal */
  readonly name?: string;
  /** A second run with the same key is the first one. @default a random one for each call */
  readonly idempotencyKey?: string;
  /** When it starts. @default now */
  readonly scheduledTime?: string | Date;
  readonly jobVariables?: Readonly<Record<string, unknown>>;
  /**
   * A task run that the run is shown under. A client knows of no run that it is called from, so there is no `asSubflow`
   * here: runDeployment() of flow code has it.
   */
  readonly parentTaskRunId?: string;
  readonly signal?: AbortSignal;
}

export interface DeploymentsClient {
  /** Creates a deployment; of one with this flow and name, what is given changes. Throws `flow-not-found`. */
  create(deployment: { readonly name: string; readonly flow_id: string } & DeploymentUpdate): Promise<Deployment>;
  /** Makes, or changes, a deployment with its flow and its triggers. Throws `definition-invalid`, `not-found`. */
  apply(plan: DeploymentPlan): Promise<Deployment>;
  /** Throws `not-found`. */
  read(deployment: DeploymentReference): Promise<Deployment>;
  list(options?: ListDeploymentsOptions): Promise<Deployment[]>;
  update(deployment: DeploymentReference, changes: DeploymentUpdate): Promise<void>;
  /** Deletes it with the automations it owns; its runs stay. */
  delete(deployment: DeploymentReference): Promise<void>;
  pause(deployment: DeploymentReference): Promise<void>;
  resume(deployment: DeploymentReference): Promise<void>;
  readonly schedules: SchedulesClient;
}

/** The calls over a transport. */
export function createDeploymentsClient(transport: Transport): DeploymentsClient {
  const send: Transport['send'] = (request) => transport.send(request);
  const pathOf = async (reference: DeploymentReference) => `/deployments/${await idOfDeployment(transport, reference)}`;
  return {
    create: async (body) =>
      (await send<Deployment>({ method: 'POST', path: '/deployments/', body, repeatable: true })).document,
    // Loaded when it is first called: it brings the schemas of triggers, which the web page has no use for.
    apply: async (plan) => (await import('./deployment-apply.js')).applyDeployment(transport, plan),
    read: (reference) => readDeployment(transport, reference),
    list({ flowName, name, sort, ...page } = {}) {
      const filters = {
        ...(flowName === undefined ? {} : { flows: { name: { any_: [flowName] } } }),
        ...(name === undefined ? {} : { deployments: { name: { any_: [name] } } }),
      };
      return listAll<Deployment>(transport, '/deployments/filter', { ...filters, sort: sort ?? null }, page);
    },
    async update(reference, body) {
      await send({ method: 'PATCH', path: await pathOf(reference), body, repeatable: true });
    },
    async delete(reference) {
      await send({ method: 'DELETE', path: await pathOf(reference) });
    },
    async pause(reference) {
      await send({ method: 'POST', path: `${await pathOf(reference)}/pause_deployment`, repeatable: true });
    },
    async resume(reference) {
      await send({ method: 'POST', path: `${await pathOf(reference)}/resume_deployment`, repeatable: true });
    },
    schedules: createSchedulesClient(transport, pathOf),
  };
}

/**
 * Starts a run of a deployment and, unless `timeout` is 0, waits for its end. When time is up, the run is given as it is.
 *
 * @throws `not-found`, `parameters-invalid` with the paths of the fields (no run exists then)
 */
export async function runDeployment(
  transport: Transport,
  reference: DeploymentReference,
  options: RunDeploymentOptions = {},
): Promise<FlowRun> {
  const { scheduledTime, timeout = null, signal } = options;
  const id = await idOfDeployment(transport, reference);
  const at = scheduledTime instanceof Date ? scheduledTime.toISOString() : scheduledTime;
  const body = {
    state: { type: 'SCHEDULED', ...(at === undefined ? {} : { state_details: { scheduled_time: at } }) },
    parameters: options.parameters ?? {},
    tags: options.tags ?? [],
    name: options.name ?? null,
    idempotency_key: options.idempotencyKey ?? randomId(),
    job_variables: options.jobVariables ?? null,
    parent_task_run_id: options.parentTaskRunId ?? null,
  };
  const request = { method: 'POST', path: `/deployments/${id}/create_flow_run`, repeatable: true, signal } as const;
  const { document: run } = await transport.send<FlowRun>({ ...request, body });
  const timeoutMs = timeout === null ? null : parseDurationMs(timeout, 'timeout');
  if (timeoutMs === 0) return run;
  const read = async () =>
    (await transport.send<FlowRun>({ method: 'GET', path: `/flow_runs/${run.id}`, signal })).document;
  try {
    return await waitForState(read, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!isSluiceError(error, 'wait-timeout')) throw error;
    return read();
  }
}

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function readDeployment(transport: Transport, reference: DeploymentReference): Promise<Deployment> {
  const path = pathOfReference(typeof reference === 'string' ? reference : reference.id);
  return (await transport.send<Deployment>({ method: 'GET', path })).document;
}

async function idOfDeployment(transport: Transport, reference: DeploymentReference): Promise<string> {
  if (typeof reference !== 'string') return encodeURIComponent(reference.id);
  if (UUID_PATTERN.test(reference)) return reference;
  return (await readDeployment(transport, reference)).id;
}

function pathOfReference(text: string): string {
  if (UUID_PATTERN.test(text)) return `/deployments/${text}`;
  const [flow, name, ...more] = text.split('/');
  if (flow && name && more.length === 0) {
    return `/deployments/name/${encodeURIComponent(flow)}/${encodeURIComponent(name)}`;
  }
  throw new SluiceError('not-found', `Expected a deployment as 'flow/name' or by its id, got '${text}'.`);
}
