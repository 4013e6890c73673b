// The filters of deployments, work pools and their queues as SQL. Apart from the repositories since lists of flows and of
// runs ask about them too.
import { and, eq, exists, inArray, or, sql, type SQL } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { DeploymentFilter } from '../../domain/filters/deployment-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { WorkPoolFilter, WorkQueueFilter } from '../../domain/work-pools/work-pool-filter.js';
import { anyOf, combine, containsText, idCondition, nameCondition, type Condition } from '../conditions.js';
import { deployments, flows, workPools, workQueues } from '../schema/index.js';

const query = new QueryBuilder();
const one = { one: sql`1` };

export function deploymentCondition(filter: DeploymentFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const like = filter.flow_or_deployment_name?.like_;
  return combine(filter.operator, [
    idCondition(deployments.id, filter.id),
    nameCondition(deployments.name, filter.name),
    like == null ? undefined : or(containsText(deployments.name, like), ofFlowNamed(like)),
    filter.paused?.eq_ == null ? undefined : eq(deployments.paused, filter.paused.eq_),
    inBody('work_queue_name', filter.work_queue_name?.any_),
    tagsInBody(filter.tags),
  ]);
}

function ofFlowNamed(part: string): SQL {
  const named = and(eq(flows.id, deployments.flow_id), containsText(flows.name, part));
  return exists(query.select(one).from(flows).where(named));
}

function inBody(field: string, values: readonly string[] | null | undefined): Condition {
  return values == null ? undefined : inArray(sql`${deployments.body} ->> ${field}::text`, [...values]);
}

function tagsInBody(filter: DeploymentFilter['tags']): Condition {
  if (!filter) return undefined;
  const tags = sql`(${deployments.body} -> 'tags')::jsonb`;
  const has = (tag: string) => sql`${tags} ? ${tag}`;
  return combine(filter.operator, [
    filter.all_ == null ? undefined : and(sql`true`, ...filter.all_.map(has)),
    filter.any_ == null ? undefined : or(sql`false`, ...filter.any_.map(has)),
    filter.is_null_ == null ? undefined : filter.is_null_ ? sql`${tags} = '[]'` : sql`${tags} <> '[]'`,
  ]);
}

export function workPoolCondition(filter: WorkPoolFilter | null | undefined): Condition {
  if (!filter) return undefined;
  return combine(filter.operator, [
    idCondition(workPools.id, filter.id),
    nameCondition(workPools.name, filter.name),
    anyOf(workPools.type, filter.type?.any_),
  ]);
}

export function workQueueCondition(filter: WorkQueueFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const starts = filter.name?.startswith_;
  return combine(filter.operator, [
    idCondition(workQueues.id, filter.id),
    nameCondition(workQueues.name, filter.name),
    starts == null
      ? undefined
      : or(sql`false`, ...starts.map((start) => sql`starts_with(${workQueues.name}, ${start})`)),
  ]);
}

/** That a pool and a queue, by the names that a deployment or a run has, are let through by the filters of both. */
export function placeCondition(
  { work_pools, work_pool_queues }: Pick<RunFilters, 'work_pools' | 'work_pool_queues'>,
  place: { readonly pool: SQL; readonly queue: SQL },
): Condition {
  const inPool = sql`${workPools.name} = ${place.pool}`;
  const inQueue = and(inPool, sql`${workQueues.name} = ${place.queue}`, workQueueCondition(work_pool_queues));
  const queues = query.select(one).from(workQueues).innerJoin(workPools, eq(workPools.id, workQueues.work_pool_id));
  return and(
    work_pools
      ? exists(
          query
            .select(one)
            .from(workPools)
            .where(and(inPool, workPoolCondition(work_pools))),
        )
      : undefined,
    work_pool_queues ? exists(queues.where(inQueue)) : undefined,
  );
}

/** The names in a deployment's body; one in a pool that names no queue is in its default one. */
export const DEPLOYMENT_PLACE = {
  pool: sql`${deployments.body} ->> 'work_pool_name'`,
  queue: sql`coalesce(${deployments.body} ->> 'work_queue_name', 'default')`,
};
