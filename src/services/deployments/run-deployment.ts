// Use case: start a run of a deployment: its parameters under those of the caller, checked against its schema before a run
// exists.
import type { DeploymentFlowRunCreate } from '../../domain/deployments.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { DEFAULT_QUEUE_NAME } from '../../domain/work-pools/task-queues.js';
import type { StoredDeployment } from '../../store/store.js';
import { createFlowRun, type CreatedFlowRun, type HeldFlowRun } from '../flow-runs/create-flow-run.js';
import { readFlowRun } from '../flow-runs/read-flow-run.js';
import { readFlow } from '../flows/read-flow.js';
import type { ServiceContext } from '../service-context.js';
import { checkDeploymentValues } from './check-parameters.js';
import { hydrateRunParameters } from './hydrate-run-parameters.js';
import { ensureQueue } from '../work-pools/ensure-queue.js';
import { requireDeployment } from './read-deployments.js';
import { startWaitingRun } from './start-waiting-run.js';

/**
 * Creates a run of a deployment. One that is in a work pool, or under a limit, or that no worker serves yet, waits until it
 * may start.
 *
 * @param createdBy - who asked, where it was not a person: an automation, a schedule
 * @param plannedBy - the schedule that lets it start when its time has come; its parameters are not checked before
 * @throws `not-found`; `parameters-invalid` with field paths when the deployment enforces its schema; errors of
 *   createFlowRun
 */
export async function createDeploymentRun(
  context: ServiceContext,
  deploymentId: string,
  request: DeploymentFlowRunCreate,
  createdBy: FlowRun['created_by'] = null,
  plannedBy: string | null = null,
): Promise<CreatedFlowRun> {
  const deployment = await requireDeployment(context, deploymentId);
  const { id, flow_id, name, body } = deployment;
  const parameters = { ...body.parameters, ...request.parameters };
  if (plannedBy === null) checkDeploymentValues(name, body, parameters, { enforce: request.enforce_parameter_schema });
  const asked = request.work_queue_name ?? body.work_queue_name;
  const queueName = body.work_pool_name == null ? asked : (asked ?? DEFAULT_QUEUE_NAME);
  const held = await holdOf(context, deployment, queueName, plannedBy);
  const made = await createFlowRun(
    context,
    {
      flow_id,
      deployment_id: id,
      parameters,
      context: request.context,
      name: request.name,
      state: request.state ?? { type: 'SCHEDULED' },
      tags: [...body.tags, ...request.tags],
      labels: { ...body.labels, ...request.labels },
      idempotency_key: request.idempotency_key,
      parent_task_run_id: request.parent_task_run_id,
      infrastructure_document_id: request.infrastructure_document_id,
      empirical_policy: request.empirical_policy,
      work_pool_name: body.work_pool_name,
      work_queue_name: queueName,
      job_variables: { ...body.job_variables, ...request.job_variables },
    },
    createdBy,
    held,
  );
  if (!made.created || held?.waiting !== 'ready') return made;
  await startWaitingRun(context, made.flowRun.id);
  return { ...made, flowRun: await readFlowRun(context, made.flowRun.id) };
}

/** Why a run may not start at once; null: it may. */
async function holdOf(
  context: ServiceContext,
  { flow_id, body }: StoredDeployment,
  queueName: string | null | undefined,
  plannedBy: string | null,
): Promise<HeldFlowRun | null> {
  const { work_pool_name: poolName } = body;
  const queue = poolName == null ? null : await ensureQueue(context, poolName, queueName ?? DEFAULT_QUEUE_NAME);
  const place = { workPoolId: queue?.work_pool_id ?? null, workQueueId: queue?.id ?? null };
  if (plannedBy !== null) return { waiting: 'planned', scheduleId: plannedBy, ...place };
  if (queue !== null || body.concurrency_limit != null) return { waiting: 'ready', ...place };
  const { name } = await readFlow(context, flow_id);
  return (await context.store.servedFlows.findByName(name)) ? null : { waiting: 'ready' };
}

/**
 * Creates a run of a deployment as its caller wrote it: parameters that say where their value comes from are filled in.
 *
 * @throws as createDeploymentRun; `parameters-invalid` where a value cannot be had
 */
export async function startDeploymentRun(
  context: ServiceContext,
  deploymentId: string,
  request: DeploymentFlowRunCreate,
): Promise<CreatedFlowRun> {
  const parameters = await hydrateRunParameters(context, request.parameters);
  return createDeploymentRun(context, deploymentId, { ...request, parameters });
}
