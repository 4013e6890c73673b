// The status of deployments: ready as long as a worker says that it serves the flow, or asks for the runs. A change of status
// is an event, told once however many servers look. Looking is a use case of the background loop.
import type { Deployment } from '../../domain/deployments.js';
import { secondsBetween } from '../../domain/instants.js';
import type { StoredDeployment } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { deploymentEvent } from './deployment-events.js';

/** Workers say every minute what they serve; one that missed it twice is gone. */
const READY_FOR_SECONDS = 130;

export function deploymentStatus({ last_polled }: StoredDeployment, now: string): Deployment['status'] {
  return last_polled !== null && secondsBetween(last_polled, now) < READY_FOR_SECONDS ? 'READY' : 'NOT_READY';
}

/**
 * Tells which deployments became ready, or no longer are. One that never was ready is not told to be not ready.
 *
 * @param listeningSince - when the server started: that no worker was heard while it was away says nothing of the worker
 */
export async function watchDeployments(context: ServiceContext, listeningSince = new Date(0)): Promise<void> {
  const since = new Date(context.now().getTime() - READY_FOR_SECONDS * 1000).toISOString();
  const statuses = listeningSince.toISOString() > since ? (['READY'] as const) : (['READY', 'NOT_READY'] as const);
  await context.store.transaction(async (repositories) => {
    for (const status of statuses) {
      const changed = await repositories.deployments.turn(status, since);
      const what = status === 'READY' ? 'ready' : 'not-ready';
      const events = [];
      for (const one of changed) events.push(await deploymentEvent(context, repositories, what, one));
      if (events.length > 0) await repositories.events.insert(events);
    }
  });
}
