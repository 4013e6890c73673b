// The filters of flows, deployments, flow runs and task runs as SQL. A filter of another kind is an EXISTS subquery, so it narrows a
// list without multiplying its rows. One file, since each kind's list asks about the other kinds.
import { and, eq, exists, inArray, not, or, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { DeploymentFilter } from '../../domain/filters/deployment-filter.js';
import type { FlowFilter } from '../../domain/filters/flow-filter.js';
import type { FlowRunFilter } from '../../domain/filters/flow-run-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { TaskRunFilter } from '../../domain/filters/task-run-filter.js';
import {
  anyOf,
  combine,
  idCondition,
  linkCondition,
  nameCondition,
  noneOf,
  nullness,
  tagsCondition,
  timeCondition,
  type Condition,
} from '../conditions.js';
import { deployments, flowRuns, flows, taskRuns } from '../schema/index.js';
import { DEPLOYMENT_PLACE, deploymentCondition, placeCondition } from './deployment-conditions.js';

const query = new QueryBuilder();
const one = { one: sql`1` };

/** The runs of the list of flows, flow runs or task runs that all the filters let through. */
export function flowRunListCondition(filters: RunFilters): Condition {
  return and(
    flowRunCondition(filters.flow_runs),
    ofDeployment(filters.deployments),
    placeCondition(filters, RUN_PLACE),
    filters.flows
      ? exists(
          query
            .select(one)
            .from(flows)
            .where(and(eq(flows.id, flowRuns.flow_id), flowCondition(filters.flows))),
        )
      : undefined,
    filters.task_runs
      ? exists(
          query
            .select(one)
            .from(taskRuns)
            .where(and(eq(taskRuns.flow_run_id, flowRuns.id), taskRunCondition(filters.task_runs))),
        )
      : undefined,
  );
}

/** A run keeps the id of a deployment that is gone; what else is asked of one needs it to be there. */
function ofDeployment(filter: DeploymentFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const { operator: _, id, ...rest } = filter;
  if (Object.values(rest).every((value) => value == null)) return idCondition(flowRuns.deployment_id, id);
  const own = and(eq(deployments.id, flowRuns.deployment_id), deploymentCondition(filter));
  return exists(query.select(one).from(deployments).where(own));
}

const RUN_PLACE = {
  pool: sql`${flowRuns.work_pool_name}`,
  queue: sql`coalesce(${flowRuns.work_queue_name}, 'default')`,
};

/** Likewise for a list of task runs. */
export function taskRunListCondition(filters: RunFilters): Condition {
  const { task_runs, ...rest } = filters;
  const ofFlowRuns = Object.values(rest).some((filter) => filter != null);
  return and(
    taskRunCondition(task_runs),
    ofFlowRuns
      ? exists(
          query
            .select(one)
            .from(flowRuns)
            .where(and(eq(flowRuns.id, taskRuns.flow_run_id), flowRunListCondition(rest))),
        )
      : undefined,
  );
}

/** Likewise for a list of flows. */
export function flowListCondition({ flows: own, ...rest }: RunFilters): Condition {
  const { flow_runs, task_runs, deployments: ofDeployments, ...places } = rest;
  const deployed = and(
    eq(deployments.flow_id, flows.id),
    deploymentCondition(ofDeployments),
    placeCondition(places, DEPLOYMENT_PLACE),
  );
  return and(
    flowCondition(own),
    flow_runs || task_runs ? hasRun(eq(flowRuns.flow_id, flows.id), rest) : undefined,
    ofDeployments || places.work_pools || places.work_pool_queues
      ? exists(query.select(one).from(deployments).where(deployed))
      : undefined,
  );
}

/** Likewise for a list of deployments. */
export function deploymentListCondition({ deployments: own, ...rest }: RunFilters): Condition {
  const { flow_runs, task_runs, flows: ofFlows, ...places } = rest;
  const flow = and(eq(flows.id, deployments.flow_id), flowCondition(ofFlows));
  return and(
    deploymentCondition(own),
    ofFlows ? exists(query.select(one).from(flows).where(flow)) : undefined,
    placeCondition(places, DEPLOYMENT_PLACE),
    flow_runs || task_runs ? hasRun(eq(flowRuns.deployment_id, deployments.id), { flow_runs, task_runs }) : undefined,
  );
}

function hasRun(own: Condition, filters: RunFilters): Condition {
  return exists(
    query
      .select(one)
      .from(flowRuns)
      .where(and(own, flowRunListCondition(filters))),
  );
}

function flowCondition(filter: FlowFilter | null | undefined): Condition {
  if (!filter) return undefined;
  return combine(filter.operator, [
    idCondition(flows.id, filter.id),
    nameCondition(flows.name, filter.name),
    tagsCondition(flows.tags, filter.tags),
  ]);
}

function flowRunCondition(filter: FlowRunFilter | null | undefined): Condition {
  if (!filter) return undefined;
  return combine(filter.operator, [
    idCondition(flowRuns.id, filter.id),
    nameCondition(flowRuns.name, filter.name),
    tagsCondition(flowRuns.tags, filter.tags),
    linkCondition(flowRuns.deployment_id, filter.deployment_id),
    linkCondition(flowRuns.work_queue_name, filter.work_queue_name),
    stateCondition(filter.state),
    anyOf(flowRuns.flow_version, filter.flow_version?.any_),
    timeCondition(flowRuns.start_time, filter.start_time),
    timeCondition(flowRuns.end_time, filter.end_time),
    timeCondition(flowRuns.expected_start_time, filter.expected_start_time),
    timeCondition(flowRuns.next_scheduled_start_time, filter.next_scheduled_start_time),
    parentCondition(filter.parent_flow_run_id?.any_),
    linkCondition(flowRuns.parent_task_run_id, filter.parent_task_run_id),
    anyOf(flowRuns.idempotency_key, filter.idempotency_key?.any_),
    noneOrAbsent(filter.idempotency_key?.not_any_),
    createdByCondition(filter.created_by),
  ]);
}

function stateCondition(filter: FlowRunFilter['state']): Condition {
  if (!filter) return undefined;
  const { operator, type, name } = filter;
  return combine(operator, [
    and(anyOf(flowRuns.state_type, type?.any_), noneOf(flowRuns.state_type, type?.not_any_)),
    and(anyOf(flowRuns.state_name, name?.any_), noneOf(flowRuns.state_name, name?.not_any_)),
  ]);
}

function parentCondition(parents: readonly string[] | null | undefined): Condition {
  if (parents == null) return undefined;
  return exists(
    query
      .select(one)
      .from(taskRuns)
      .where(and(eq(taskRuns.id, flowRuns.parent_task_run_id), inArray(taskRuns.flow_run_id, [...parents]))),
  );
}

/** A run without a key has none of the excluded keys. */
function noneOrAbsent(keys: readonly string[] | null | undefined): Condition {
  return keys == null
    ? undefined
    : or(nullness(flowRuns.idempotency_key, true), noneOf(flowRuns.idempotency_key, keys));
}

function createdByCondition(filter: FlowRunFilter['created_by']): Condition {
  if (!filter) return undefined;
  const member = (name: string, values: readonly string[] | null | undefined) =>
    values == null ? undefined : inArray(sql`${flowRuns.created_by} ->> ${name}::text`, [...values]);
  return combine(filter.operator, [
    member('id', filter.id_),
    member('type', filter.type_),
    nullness(flowRuns.created_by, filter.is_null_),
  ]);
}

function taskRunCondition(filter: TaskRunFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const { state, subflow_runs } = filter;
  return combine(filter.operator, [
    anyOf(taskRuns.id, filter.id?.any_),
    nameCondition(taskRuns.name, filter.name),
    tagsCondition(taskRuns.tags, filter.tags),
    state
      ? combine(state.operator, [
          anyOf(taskRuns.state_type, state.type?.any_),
          anyOf(taskRuns.state_name, state.name?.any_),
        ])
      : undefined,
    timeCondition(taskRuns.start_time, filter.start_time),
    timeCondition(taskRuns.end_time, filter.end_time),
    timeCondition(taskRuns.expected_start_time, filter.expected_start_time),
    subflow_runs?.exists_ == null ? undefined : hasSubflow(subflow_runs.exists_),
    linkCondition(taskRuns.flow_run_id, filter.flow_run_id),
  ]);
}

function hasSubflow(wanted: boolean): Condition {
  const subflow = exists(query.select(one).from(flowRuns).where(eq(flowRuns.parent_task_run_id, taskRuns.id)));
  return wanted ? subflow : not(subflow);
}
