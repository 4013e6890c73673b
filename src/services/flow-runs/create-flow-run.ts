// Use case: create a flow run. The row comes first, then the workflow: what is acknowledged is never lost, and a run whose
// start did not reach Temporal is started by the reconciler. A flow that no worker serves makes a run that is only
// recorded: whoever created it executes it and proposes its states.
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { describeFields } from '../../domain/field-errors.js';
import { flowRunPolicySchema, type FlowRun, type FlowRunCreate } from '../../domain/flow-runs.js';
import type { Flow } from '../../domain/flows.js';
import { generateRunName } from '../../domain/run-names.js';
import { enterFlowRunState, NO_PROGRESS } from '../../domain/run-progress.js';
import type { FlowOnQueue, FlowRunInsert, StoredFlowRun } from '../../store/store.js';
import { writeFlowRunStateEvents } from '../events/write-state-events.js';
import { readFlow } from '../flows/read-flow.js';
import { findSchemaErrors } from '../schema-check.js';
import type { ServiceContext } from '../service-context.js';
import { completeState } from '../states/write-state.js';
import { startOnTemporal } from './start-on-temporal.js';

/** A run that is not started now: somebody lets it start later. */
export interface HeldFlowRun {
  /** `planned`: until its schedule fires; `ready`: until it is due and may start. */
  readonly waiting: 'planned' | 'ready';
  readonly scheduleId?: string;
  readonly workPoolId?: string | null;
  readonly workQueueId?: string | null;
}

export interface CreatedFlowRun {
  readonly flowRun: FlowRun;
  /** False: there was a run with this idempotency key, or this id. */
  readonly created: boolean;
}

/**
 * Creates a run, and starts it when a worker serves its flow.
 *
 * @param held - not to be started now
 * @throws `flow-not-found`; `parameters-invalid` with field paths; `conflict` for an unknown parent or an id of another
 *   flow's run; `payload-too-large`. None of them leaves a run behind.
 */
export async function createFlowRun(
  context: ServiceContext,
  request: FlowRunCreate,
  createdBy: FlowRun['created_by'] = null,
  held: HeldFlowRun | null = null,
): Promise<CreatedFlowRun> {
  const flow = await readFlow(context, request.flow_id);
  const earlier = await findEarlier(context, request);
  if (earlier) return { flowRun: earlier.flowRun, created: false };
  await checkParent(context, request.parent_task_run_id);
  const served = await findServed(context, flow, request);
  if (served && held?.waiting !== 'planned') checkParameters(served, request.parameters);

  const row = composeRow(context, flow, request, served, { createdBy, held });
  const inserted = await context.store.transaction(async (repositories) => {
    if (!(await repositories.flowRuns.insert(row.run))) return false;
    await repositories.flowRunStates.insert(row.run.id, [row.state]);
    const made = await repositories.flowRuns.find(row.run.id);
    if (made)
      await writeFlowRunStateEvents(repositories, made.flowRun, null, [
        { state: row.state, runCount: made.flowRun.run_count },
      ]);
    return true;
  });
  if (!inserted) return { flowRun: (await requireEarlier(context, request)).flowRun, created: false };
  const stored = await context.store.flowRuns.find(row.run.id);
  if (!stored) throw new SluiceError('conflict', 'The flow run was deleted while it was created.');
  if (served && !held) await startOrWithdraw(context, stored, flow.name);
  return { flowRun: stored.flowRun, created: true };
}

async function findEarlier({ store }: ServiceContext, request: FlowRunCreate): Promise<StoredFlowRun | undefined> {
  const { flow_id, idempotency_key, id } = request;
  const byKey =
    idempotency_key == null ? undefined : await store.flowRuns.findByIdempotencyKey(flow_id, idempotency_key);
  if (byKey || id == null) return byKey;
  const byId = await store.flowRuns.find(id);
  if (byId && byId.flowRun.flow_id !== flow_id) {
    throw new SluiceError('conflict', `The id ${id} belongs to a run of another flow.`);
  }
  return byId;
}

async function requireEarlier(context: ServiceContext, request: FlowRunCreate): Promise<StoredFlowRun> {
  const earlier = await findEarlier(context, request);
  if (!earlier) throw new SluiceError('conflict', 'The flow run could not be created beside another one.');
  return earlier;
}

async function checkParent({ store }: ServiceContext, taskRunId: string | null | undefined): Promise<void> {
  if (taskRunId == null || (await store.taskRuns.find(taskRunId))) return;
  throw new SluiceError('conflict', `There is no parent task run with the id ${taskRunId}.`);
}

/** The worker that runs it. A run that is created in another state than Pending or Scheduled is somebody else's. */
async function findServed({ store }: ServiceContext, flow: Flow, request: FlowRunCreate): Promise<FlowOnQueue | null> {
  const type = request.state?.type ?? 'PENDING';
  if (type !== 'PENDING' && type !== 'SCHEDULED') return null;
  return (await store.servedFlows.findByName(flow.name)) ?? null;
}

function checkParameters({ name, parameter_schema }: FlowOnQueue, parameters: Record<string, unknown>): void {
  const fields = parameter_schema ? findSchemaErrors(parameter_schema, parameters) : [];
  if (fields.length === 0) return;
  const message = `The parameters do not fit the flow '${name}': ${describeFields(fields)}`;
  throw new SluiceError('parameters-invalid', message, { fields });
}

function composeRow(
  context: ServiceContext,
  flow: Flow,
  request: FlowRunCreate,
  served: FlowOnQueue | null,
  { createdBy, held }: { readonly createdBy: FlowRun['created_by']; readonly held: HeldFlowRun | null },
) {
  const id = request.id ?? context.newId();
  const details = {
    flow_run_id: id,
    ...(request.parent_task_run_id == null ? {} : { task_run_id: request.parent_task_run_id }),
  };
  const state = completeState(context, request.state ?? { type: 'PENDING' }, { state: null, details });
  const retries = served ? { retries: served.retries, retry_delay: served.retry_delay_seconds } : {};
  const policy = flowRunPolicySchema.parse({ ...retries, ...request.empirical_policy });
  const entered = enterFlowRunState(NO_PROGRESS, state, policy);
  const deployment = request.deployment_id == null ? {} : { 'prefect.deployment.id': request.deployment_id };
  const run: FlowRunInsert = {
    id,
    ...entered.progress,
    empirical_policy: entered.policy,
    name: request.name || generateRunName(Math.random),
    flow_id: flow.id,
    deployment_id: request.deployment_id ?? null,
    flow_version: request.flow_version ?? served?.version ?? null,
    parameters: request.parameters,
    context: request.context,
    idempotency_key: request.idempotency_key ?? null,
    tags: [...new Set(request.tags)],
    labels: { ...request.labels, 'prefect.flow.id': flow.id, ...deployment },
    parent_task_run_id: request.parent_task_run_id ?? null,
    infrastructure_document_id: request.infrastructure_document_id ?? null,
    work_pool_name: request.work_pool_name ?? null,
    work_queue_name: request.work_queue_name ?? null,
    job_variables: request.job_variables ?? null,
    created_by: createdBy,
    ...(held ? holdingColumns(held) : startColumns(id, served)),
  };
  return { run, state };
}

function startColumns(id: string, served: FlowOnQueue | null) {
  return {
    workflow_id: served ? id : null,
    task_queue: served?.task_queue ?? null,
    workflow_type: served?.workflow_type ?? null,
  };
}

function holdingColumns({ waiting, scheduleId, workPoolId, workQueueId }: HeldFlowRun) {
  return {
    waiting,
    schedule_id: scheduleId ?? null,
    auto_scheduled: scheduleId !== undefined,
    work_pool_id: workPoolId ?? null,
    work_queue_id: workQueueId ?? null,
  };
}

/** A start that Temporal refused leaves no run; one that did not reach it is made up for later. */
async function startOrWithdraw(context: ServiceContext, stored: StoredFlowRun, flowName: string): Promise<void> {
  const { id } = stored.flowRun;
  try {
    await startOnTemporal(context, stored, flowName);
  } catch (error) {
    if (isSluiceError(error, 'temporal-unavailable')) {
      context.log.warn({ flow_run_id: id, err: error }, 'Temporal could not be reached; the run is started later');
      return;
    }
    await context.store.flowRuns.delete([id]);
    throw error;
  }
}
