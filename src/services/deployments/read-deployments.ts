// Use cases that read deployments, and their documents as they are answered.
import type { Deployment, DeploymentBody } from '../../domain/deployments.js';
import { deploymentBodySchema } from '../../domain/deployments.js';
import { SluiceError } from '../../domain/errors.js';
import type { DeploymentSort } from '../../domain/filters/deployment-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { DEFAULT_QUEUE_NAME } from '../../domain/work-pools/task-queues.js';
import type { StoredDeployment } from '../../store/store.js';
import { readPage, type Page } from '../page.js';
import { toSchedule } from '../schedules/schedule-document.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { deploymentStatus } from './deployment-status.js';

/** Throws `not-found`. */
export async function readDeployment(context: ServiceContext, id: string): Promise<Deployment> {
  return toDeployment(context, await requireDeployment(context, id));
}

/** Reads a deployment by `flow/name`. Throws `not-found`. */
export async function readDeploymentByName(
  context: ServiceContext,
  flowName: string,
  name: string,
): Promise<Deployment> {
  const stored = await context.store.deployments.findByName(flowName, name);
  if (!stored) throw new SluiceError('not-found', 'Deployment not found');
  return toDeployment(context, stored);
}

export async function requireDeployment({ store }: ServiceContext, id: string): Promise<StoredDeployment> {
  const stored = await store.deployments.find(id);
  if (!stored) throw new SluiceError('not-found', 'Deployment not found');
  return stored;
}

export interface FilterDeployments extends RunFilters {
  readonly sort: DeploymentSort;
  readonly limit: number;
  readonly offset: number;
}

export async function filterDeployments(context: ServiceContext, request: FilterDeployments): Promise<Deployment[]> {
  return toDeployments(context, await context.store.deployments.list(request, request.sort, request));
}

export async function countDeployments({ store }: ServiceContext, filter: RunFilters): Promise<number> {
  return store.deployments.count(filter);
}

/** One page of the deployments that all the filters let through. */
export async function paginateDeployments(
  context: ServiceContext,
  request: RunFilters & { readonly sort: DeploymentSort; readonly limit: number; readonly page: number },
): Promise<Page<Deployment>> {
  const { limit, page, ...rest } = request;
  return readPage(
    { limit, page },
    (part) => filterDeployments(context, { ...rest, ...part }),
    () => countDeployments(context, rest),
  );
}

/** The document of a deployment. */
export async function toDeployment(context: ServiceContext, stored: StoredDeployment): Promise<Deployment> {
  return (await toDeployments(context, [stored]))[0] as Deployment;
}

/** The documents of deployments, with their schedules, and how many of their slots are taken; one query for all. */
async function toDeployments(context: ServiceContext, list: readonly StoredDeployment[]): Promise<Deployment[]> {
  const { store } = context;
  const schedules = await store.schedules.listOf(list.map(({ id }) => id));
  const limited = list.filter(({ body }) => body.concurrency_limit != null);
  const active = await store.waitingRuns.countActive(limited.map(({ id }) => id));
  const queues = await readQueueIds(context, list);
  const now = nowInstant(context);
  return list.map((stored) => {
    const { id, created, updated, name, flow_id, paused, body, last_polled } = stored;
    return {
      id,
      created,
      updated,
      name,
      flow_id,
      paused,
      schedules: schedules.filter(({ deployment_id }) => deployment_id === id).map(toSchedule),
      status: deploymentStatus(stored, now),
      last_polled,
      work_queue_id: queues.get(placeOf(body) ?? '') ?? null,
      global_concurrency_limit: limitOf(stored, active.get(id) ?? 0),
      created_by: null,
      updated_by: null,
      ...NO_BODY,
      ...withoutUndefined(body),
    };
  });
}

/** The ids of the queues that deployments name, by pool and queue. */
async function readQueueIds({ store }: ServiceContext, list: readonly StoredDeployment[]) {
  const pools = new Set(list.flatMap(({ body }) => body.work_pool_name ?? []));
  const ids = new Map<string, string>();
  for (const name of pools) {
    const pool = await store.workPools.findByName(name);
    const queues = pool ? await store.workQueues.list({ poolId: pool.id, page: { limit: 1000, offset: 0 } }) : [];
    for (const queue of queues) ids.set(`${name}/${queue.name}`, queue.id);
  }
  return ids;
}

/** A pool's name has no slash. */
function placeOf({ work_pool_name, work_queue_name }: DeploymentBody): string | null {
  return work_pool_name == null ? null : `${work_pool_name}/${work_queue_name ?? DEFAULT_QUEUE_NAME}`;
}

function limitOf({ id, created, updated, body }: StoredDeployment, activeSlots: number) {
  const { concurrency_limit: limit } = body;
  if (limit == null) return null;
  const name = `deployment:${id}`;
  return { id, created, updated, active: true, name, limit, active_slots: activeSlots, slot_decay_per_second: 0 };
}

/** Every field of a body, each with nothing in it: answers carry them all. */
const NO_BODY = Object.fromEntries(
  Object.keys(deploymentBodySchema.shape).map((field) => [field, null]),
) as unknown as Required<DeploymentBody>;

function withoutUndefined(body: DeploymentBody): Required<DeploymentBody> {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Required<DeploymentBody>;
}
