// What the views of deployments ask for.
import { queryOptions } from '@tanstack/react-query';
import type { Deployment } from '../../domain/deployments.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { api, ask } from '../server/connection.js';
import { documentPages } from '../server/document-pages.js';

/** Deployments by name; those with a part of it in their own name or their flow's. */
export const deploymentsQuery = (name: string | undefined) =>
  documentPages<Deployment>(['deployments', 'list', name], '/deployments/filter', {
    ...(name === undefined ? {} : { deployments: { flow_or_deployment_name: { like_: name } } }),
    sort: 'NAME_ASC',
  });

export const deploymentQuery = (id: string) =>
  queryOptions({ queryKey: ['deployment', id], queryFn: () => api.deployments.read(id) });

const MOST_PLANNED = 200;
const MOST_RUNS = 20;

/** The runs of a deployment that have begun, the newest first; or those that are planned, the next first. */
export const deploymentRunsQuery = (id: string, planned: boolean) =>
  queryOptions({
    queryKey: ['runs', 'of deployment', id, planned],
    queryFn: ({ signal }) => {
      const type = planned ? { any_: ['SCHEDULED'] } : { not_any_: ['SCHEDULED'] };
      const order = planned
        ? { sort: 'EXPECTED_START_TIME_ASC', limit: MOST_PLANNED }
        : { sort: 'EXPECTED_START_TIME_DESC', limit: MOST_RUNS };
      const flow_runs = { deployment_id: { any_: [id] }, state: { type } };
      return ask<FlowRun[]>('/flow_runs/filter', { flow_runs, ...order }, signal);
    },
  });

/** Whether a planned run is one of a schedule that is still to come. One that is late is told of with the others. */
export const isFromSchedule = ({ created_by: by, state_name: state }: FlowRun): boolean =>
  by?.type === 'SCHEDULE' && state !== 'Late';

export const triggersQuery = (deployment: Deployment) =>
  queryOptions({
    queryKey: ['automations', 'of', deployment.id],
    queryFn: () => api.automations.relatedTo(`prefect.deployment.${deployment.id}`),
  });

export interface StartOptions {
  /** Null: a name is made up. */
  readonly name: string | null;
  /** ISO 8601; null: now. */
  readonly at: string | null;
}

/** Starts a run, now or later, and does not wait for it. Throws `parameters-invalid`. */
export function startRun(
  id: string,
  parameters: Record<string, unknown>,
  { name, at }: StartOptions,
): Promise<FlowRun> {
  const details = at === null ? {} : { state_details: { scheduled_time: at } };
  return ask<FlowRun>(`/deployments/${encodeURIComponent(id)}/create_flow_run`, {
    state: { type: 'SCHEDULED', ...details },
    parameters,
    name,
    idempotency_key: crypto.randomUUID?.(),
  });
}
