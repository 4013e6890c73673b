// The loop behind schedules and waiting runs: it starts what is due, tells Temporal about schedules it could not be told
// about at once, plans the next runs, calls late what is late, and looks who serves deployments and polls the work pools.
// Each part is a use case of its own that may be done at any time, by several servers at once; one that fails is done again
// in the next round.
import { setTimeout as delay } from 'node:timers/promises';
import { isSluiceError } from '../../domain/errors.js';
import { watchDeployments } from '../deployments/deployment-status.js';
import { markLateRuns, startDueRuns } from '../deployments/start-due-runs.js';
import type { ServiceContext } from '../service-context.js';
import { watchPools } from '../work-pools/pool-status.js';
import { planRuns } from './plan-runs.js';
import { releaseOverdueRuns } from './release-scheduled-run.js';
import { tellTemporal } from './tell-temporal.js';

export interface ScheduleKeeper {
  /** Resolves when the round under way, if any, has ended. */
  stop(): Promise<void>;
}

export interface ScheduleKeeperOptions {
  /** Between two looks at runs that are due. @default 1000 */
  readonly intervalMs?: number;
  /** Every so many rounds the rest is done. @default 5 */
  readonly roundsBetween?: number;
}

/** Starts the loop. Errors are logged, never thrown. */
export function keepSchedules(
  context: ServiceContext,
  { intervalMs = 1_000, roundsBetween = 5 }: ScheduleKeeperOptions = {},
): ScheduleKeeper {
  const stopping = new AbortController();
  const startedAt = context.now();
  const watchServed = (own: ServiceContext) => watchDeployments(own, startedAt);
  const seldom = [tellTemporal, planRuns, releaseOverdueRuns, markLateRuns, watchServed, watchPools];
  const rounds = (async () => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      const parts = round % roundsBetween === 0 ? [startDueRuns, ...seldom] : [startDueRuns];
      for (const part of parts) {
        if (stopping.signal.aborted) return;
        await part(context).catch((error: unknown) => report(context, part.name, error));
      }
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await rounds;
    },
  };
}

/** What cannot be reached is the reconciler's to complain about. */
function report({ log }: ServiceContext, part: string, error: unknown): void {
  if (isSluiceError(error, 'temporal-unavailable') || isSluiceError(error, 'store-unavailable')) return;
  log.error({ err: error, part }, 'A round of the schedule keeper failed');
}
