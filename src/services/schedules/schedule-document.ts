// The document of a schedule as it is answered; deployments carry theirs along.
import type { DeploymentSchedule } from '../../domain/schedules/schedule.js';
import type { StoredSchedule } from '../../store/store.js';

/** The document of a schedule. */
export function toSchedule(stored: StoredSchedule): DeploymentSchedule {
  const { id, created, updated, deployment_id, schedule, active, max_scheduled_runs, parameters, slug } = stored;
  const { jitter_seconds, catchup_seconds } = stored;
  const said = { schedule, active, max_scheduled_runs, parameters, slug, jitter_seconds, catchup_seconds };
  return { id, created, updated, deployment_id, ...said };
}
