// Deletes large values that nobody can ask for any more: Temporal has forgotten every workflow they were put for, that is,
// the retention of its namespace is over. What is young stays: a workflow may be about to start with it.
import type { SweptPayloadStore } from '../../contract/payload-store.js';
import { keepDeleting } from '../keep-deleting.js';
import type { ServiceContext } from '../service-context.js';

const YOUNG_MS = 24 * 3600_000;
const ROUND_MS = 3600_000;

/** Deletes what is not needed now; tells how many values. Throws `temporal-unavailable`: what is left is for next time. */
export async function deleteUnneededPayloads(context: ServiceContext, payloads: SweptPayloadStore): Promise<number> {
  const known = new Map<string, boolean>();
  const isGone = async (workflowId: string) => {
    const gone = known.get(workflowId) ?? (await context.temporal.describeFlowRun(workflowId)) === undefined;
    known.set(workflowId, gone);
    return gone;
  };
  return payloads.sweep(new Date(context.now().getTime() - YOUNG_MS), isGone);
}

/** Does so now and every hour. Returns how to stop. */
export function keepDeletingPayloads(context: ServiceContext, payloads: SweptPayloadStore): () => Promise<void> {
  return keepDeleting(context, {
    what: 'large values that nobody needs any more',
    everyMs: ROUND_MS,
    round: async () => ({ deleted: await deleteUnneededPayloads(context, payloads) }),
  });
}
