// Use case: what a completed flow run returned.
import { setTimeout as delay } from 'node:timers/promises';
import type { FlowRunEnd } from '../../contract/platform.js';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';
import { readFlowRunEnd } from './read-flow-run-end.js';

/**
 * The value the flow function returned.
 *
 * @throws `flow-run-not-found`; `conflict` while the run has not ended; `flow-failed` and `flow-run-cancelled` with why;
 *   `temporal-unavailable`
 */
export async function readFlowRunResult(context: ServiceContext, flowRunId: string): Promise<unknown> {
  const end = await readEndOnceClosed(context, flowRunId);
  if (!end) throw new SluiceError('conflict', 'The flow run has not ended yet, so it has no result.');
  switch (end.status) {
    case 'completed':
      return end.result;
    case 'cancelled':
      throw new SluiceError('flow-run-cancelled', end.message);
    case 'failed':
    case 'crashed':
      throw new SluiceError('flow-failed', end.message, { details: { status: end.status } });
  }
}

const POLL_MS = 50;
const CLOSING_MS = 5_000;

/** A run records its end a moment before its workflow closes; that moment is waited out. */
async function readEndOnceClosed(context: ServiceContext, flowRunId: string): Promise<FlowRunEnd | null> {
  for (const deadline = Date.now() + CLOSING_MS; ; await delay(POLL_MS)) {
    const end = await readFlowRunEnd(context, flowRunId);
    if (end !== null || Date.now() >= deadline) return end;
    const { flowRun } = await requireFlowRun(context, flowRunId);
    if (flowRun.state_type !== 'COMPLETED') return null;
  }
}
