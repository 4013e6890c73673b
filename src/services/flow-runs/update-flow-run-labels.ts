// Use case: add labels to a flow run.
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';
import { flowRunNotFound } from './find-flow-run.js';

/** Merges labels into the run's. Throws `flow-run-not-found`. */
export async function updateFlowRunLabels(
  { store }: ServiceContext,
  id: string,
  labels: FlowRun['labels'],
): Promise<void> {
  await store.transaction(async ({ flowRuns }) => {
    const stored = await flowRuns.lock(id);
    if (!stored) throw flowRunNotFound(id, 'names-the-run');
    await flowRuns.update(id, { labels: { ...stored.flowRun.labels, ...labels } });
  });
}
