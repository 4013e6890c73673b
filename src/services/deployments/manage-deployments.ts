// Use cases that write deployments: create or change by name, change by id, hold back, delete. Each is written with its
// schedules and its event in one transaction; then Temporal is told about the schedules, and their runs are planned.
import type { Deployment, DeploymentBody, DeploymentCreate, DeploymentUpdate } from '../../domain/deployments.js';
import { deploymentBodySchema } from '../../domain/deployments.js';
import { changedFields } from '../../domain/events/changed-fields.js';
import type { DeploymentSchedule } from '../../domain/schedules/schedule.js';
import type { Repositories, StoredDeployment } from '../../store/store.js';
import { deleteOwnedAutomations } from '../automations/manage-automations.js';
import { readFlow } from '../flows/read-flow.js';
import { discardPlans, followUp, putSchedules } from '../schedules/manage-schedules.js';
import { toSchedule } from '../schedules/schedule-document.js';
import { forgetOnTemporal } from '../schedules/tell-temporal.js';
import type { ServiceContext } from '../service-context.js';
import { placeInPool } from '../work-pools/place-in-pool.js';
import { deploymentEvent } from './deployment-events.js';
import { checkDeploymentValues } from './check-parameters.js';
import { requireDeployment, toDeployment } from './read-deployments.js';

export { readDeployment, requireDeployment } from './read-deployments.js';

/**
 * Creates a deployment; of one with the same flow and name, only what is given changes, and it keeps its id.
 *
 * @throws `flow-not-found`; `not-found` for a work pool that is not there; `request-invalid` for schedules that clash
 */
export async function createDeployment(
  context: ServiceContext,
  create: DeploymentCreate,
): Promise<{ readonly deployment: Deployment; readonly created: boolean }> {
  const flow = await readFlow(context, create.flow_id);
  const { name, flow_id, paused, schedules, ...given } = create;
  const current = await context.store.deployments.findByName(flow.name, name);
  const placed = await placeInPool(context, given, current?.body.work_pool_name);
  const id = context.newId();
  const { deployment, created, gone } = await context.store.transaction(async (repositories) => {
    const found = await repositories.deployments.findByName(flow.name, name);
    const before = found && (await readWhole(repositories, found.id));
    const body = changedBody(found?.body ?? {}, placed);
    const labels = { ...body.labels, 'prefect.flow.id': flow_id };
    // A worker that serves the flow already serves the deployment, too.
    const last_polled = (await repositories.servedFlows.findRegistered(flow.name)) ?? null;
    const held = paused ?? found?.paused ?? false;
    const row = { id, name, flow_id, paused: held, body: { ...body, labels }, last_polled };
    const put = await repositories.deployments.put(row);
    const dropped = await writeSchedules(context, repositories, put.deployment.id, schedules, true);
    if (before) await tellUpdate(context, repositories, before);
    if (put.created) {
      await repositories.events.insert([await deploymentEvent(context, repositories, 'created', put.deployment)]);
    }
    return { ...put, gone: dropped };
  });
  await forgetOnTemporal(context, gone);
  await followUp(context, deployment.id);
  return { deployment: await toDeployment(context, deployment), created };
}

/**
 * Changes what is given.
 *
 * @throws `not-found`; `parameters-invalid` when parameters are given that the deployment's schema refuses, required ones
 *   that are missing apart
 */
export async function updateDeployment(context: ServiceContext, id: string, update: DeploymentUpdate): Promise<void> {
  const before = await requireDeployment(context, id);
  const { paused, schedules, ...given } = update;
  const body = changedBody(before.body, await placeInPool(context, given, before.body.work_pool_name));
  if (given.parameters != null) checkDeploymentValues(before.name, body, body.parameters, { partial: true });
  await write(context, id, { paused, body }, schedules);
}

/** Holds a deployment's schedules back, or lets them go on. Throws `not-found`. */
export async function setDeploymentPaused(context: ServiceContext, id: string, paused: boolean): Promise<void> {
  await write(context, id, { paused });
}

/** Deletes a deployment with its schedules, the runs it has waiting, and the automations it owns. Throws `not-found`. */
export async function deleteDeployment(context: ServiceContext, id: string): Promise<void> {
  const deployment = await requireDeployment(context, id);
  const schedules = await context.store.schedules.listOf([id]);
  await context.store.transaction(async (repositories) => {
    await repositories.waitingRuns.deleteOfDeployment(id);
    await repositories.deployments.delete(id);
    await repositories.events.insert([await deploymentEvent(context, repositories, 'deleted', deployment)]);
  });
  await forgetOnTemporal(
    context,
    schedules.map((schedule) => schedule.id),
  );
  await deleteOwnedAutomations(context, `prefect.deployment.${id}`);
}

type Patch = { readonly paused?: boolean | undefined; readonly body?: DeploymentBody };

async function write(
  context: ServiceContext,
  id: string,
  patch: Patch,
  schedules?: DeploymentUpdate['schedules'],
): Promise<void> {
  await requireDeployment(context, id);
  const gone = await context.store.transaction(async (repositories) => {
    const before = await readWhole(repositories, id);
    await repositories.deployments.update(id, patch);
    const dropped = await writeSchedules(context, repositories, id, schedules, false);
    if (before) await tellUpdate(context, repositories, before);
    return dropped;
  });
  await forgetOnTemporal(context, gone);
  await followUp(context, id);
}

/** Tells what an update changed; one that changed nothing is none. */
async function tellUpdate(context: ServiceContext, repositories: Repositories, before: WholeDeployment): Promise<void> {
  const after = await readWhole(repositories, before.deployment.id);
  const changed = after && changedFields(fieldsOf(before), fieldsOf(after));
  if (!changed) return;
  const event = await deploymentEvent(context, repositories, 'updated', after.deployment, { ...changed });
  await repositories.events.insert([event]);
}

interface WholeDeployment {
  readonly deployment: StoredDeployment;
  readonly schedules: readonly DeploymentSchedule[];
}

async function readWhole(repositories: Repositories, id: string): Promise<WholeDeployment | undefined> {
  const deployment = await repositories.deployments.find(id);
  return deployment && { deployment, schedules: (await repositories.schedules.listOf([id])).map(toSchedule) };
}

/** What people change about a deployment; the times at which its schedules were written say nothing. */
function fieldsOf({ deployment: { paused, body }, schedules }: WholeDeployment): Record<string, unknown> {
  return { paused, ...body, schedules: schedules.map(({ created: _, updated: __, ...schedule }) => schedule) };
}

/** Whatever changed about a deployment changes the runs it has planned. */
async function writeSchedules(
  context: ServiceContext,
  repositories: Repositories,
  id: string,
  schedules: DeploymentUpdate['schedules'],
  replaceAll: boolean,
): Promise<string[]> {
  await discardPlans(context, repositories, id);
  return schedules == null ? [] : putSchedules(context, repositories, id, schedules, { replaceAll });
}

/** A body with what is given in the place of what it had, and its defaults. */
function changedBody(before: Partial<DeploymentBody>, given: DeploymentUpdate): DeploymentBody {
  const changes = Object.entries(given).filter(
    ([name, value]) => value !== undefined && (value !== null || !DEFAULTED.has(name)),
  );
  return deploymentBodySchema.parse({ ...before, ...Object.fromEntries(changes) });
}

/** Fields in which `null` means that nothing is said. */
const DEFAULTED: ReadonlySet<string> = new Set(['parameters', 'tags', 'enforce_parameter_schema', 'job_variables']);
