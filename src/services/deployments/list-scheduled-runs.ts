// Use case: the runs of some deployments, or of a work pool, that have not begun. Who asks is taken for a worker: the
// reference's runners ask this way for what they are to run.
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';

export interface ListScheduledRuns {
  readonly deployment_ids: readonly string[];
  readonly scheduled_before?: string | null | undefined;
  readonly limit: number;
}

/** The next first. */
export async function listScheduledRuns(context: ServiceContext, request: ListScheduledRuns): Promise<FlowRun[]> {
  const { deployment_ids: ids, scheduled_before: before, limit } = request;
  await context.store.deployments.markPolled({ ids });
  const runs = await context.store.flowRuns.list(
    {
      deployments: { operator: 'and_', id: { any_: [...ids] } },
      flow_runs: {
        operator: 'and_',
        state: { operator: 'and_', type: { any_: ['SCHEDULED'] } },
        next_scheduled_start_time: before == null ? null : { before_: before },
      },
    },
    'NEXT_SCHEDULED_START_TIME_ASC',
    { limit, offset: 0 },
  );
  return runs.map(({ flowRun }) => flowRun);
}
