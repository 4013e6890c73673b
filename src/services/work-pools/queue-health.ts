// Use case: whether a queue keeps up, by the reference's measure: polled within a minute, and none of its runs is late.
import { secondsBetween } from '../../domain/instants.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { readWorkQueue } from './manage-work-queues.js';

const POLICY = { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 };

export interface QueueHealth {
  readonly healthy: boolean;
  readonly late_runs_count: number;
  readonly last_polled: string | null;
  readonly health_check_policy: typeof POLICY;
}

/** Throws `not-found`. */
export async function readQueueStatus(context: ServiceContext, id: string): Promise<QueueHealth> {
  const { last_polled } = await readWorkQueue(context, id);
  const late = await context.store.waitingRuns.countLateInQueue(id);
  const polled =
    last_polled !== null &&
    secondsBetween(last_polled, nowInstant(context)) <= POLICY.maximum_seconds_since_last_polled;
  return { healthy: polled && late === 0, late_runs_count: late, last_polled, health_check_policy: POLICY };
}
