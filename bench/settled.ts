// Waiting for a run to come to rest: nothing under way and nothing left to do until somebody answers it. Work of its own
// that a run has still to do would otherwise be measured with the answer.
import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 300_000;
const POLL_MS = 100;

/** Resolves when every run waits; throws after five minutes. */
export async function waitUntilWaiting(client: Client, workflowIds: readonly string[]): Promise<void> {
  const deadlineAt = Date.now() + LIMIT_MS;
  const left = [...workflowIds];
  const look = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      while (!(await isWaiting(client, id))) {
        if (Date.now() > deadlineAt) throw new Error(`Expected run ${id} to wait within ${LIMIT_MS} ms.`);
        await sleep(POLL_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, look));
}

async function isWaiting(client: Client, workflowId: string): Promise<boolean> {
  const { raw, historyLength } = await client.workflow.getHandle(workflowId).describe();
  return historyLength >= 4 && !raw.pendingWorkflowTask && !raw.pendingActivities?.length;
}
