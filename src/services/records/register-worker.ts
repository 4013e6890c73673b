// Use case: a worker tells which flows it serves. That makes the flows known by name, their parameters checkable, and
// their runs startable.
import { deriveId } from '../../domain/ids.js';
import type { WorkerRegistration } from '../../domain/flows.js';
import { ensureFlow } from '../flows/create-flow.js';
import type { ServiceContext } from '../service-context.js';

/** Replaces what the same task queue said before about the same flows. */
export async function registerWorker({ store }: ServiceContext, registration: WorkerRegistration): Promise<void> {
  await store.transaction(async (repositories) => {
    for (const { name } of [...registration.flows].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      await ensureFlow(repositories, { name, tags: [], labels: {} }, deriveId('flow', name));
    }
    await repositories.servedFlows.register(registration);
    await repositories.deployments.markPolled({ flowNames: registration.flows.map(({ name }) => name) });
  });
}
