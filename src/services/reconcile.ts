// Use case: bring the records of runs in line with what happened without telling the platform. Asked for often, so it asks
// Temporal one question for all (which workflows closed since?) and looks one by one only at runs never heard of; a full
// pass, after a start of the server, looks at every run that has not ended.
import { addSeconds, toInstant } from '../domain/instants.js';
import { isSluiceError } from '../domain/errors.js';
import type { StoredFlowRun } from '../store/store.js';
import type { ClosedFlowRun } from '../temporal/flow-run-execution.js';
import { proposeToRecord } from './flow-runs/propose-to-record.js';
import { reconcileFlowRun } from './flow-runs/reconcile-flow-run.js';
import { deliverClosingRecords, readClosingRecords } from './records/closing-records.js';
import type { ServiceContext } from './service-context.js';
import { PAUSE_TIMEOUT_MESSAGE } from '../domain/transitions/flow-run-pause-rules.js';

export interface ReconcileOptions {
  /** Look at workflows that closed at or after this instant; null looks at none. */
  readonly closedSince: Date | null;
  /** Look at every run that has not ended, too. @default false */
  readonly all?: boolean;
  /** Leave runs alone whose state is younger than this: their records may be on the way. @default 10000 */
  readonly olderThanMs?: number;
}

export interface ReconcileReport {
  readonly started: number;
  readonly ended: number;
  /** Recorded runs whose pause timed out. */
  readonly expired: number;
}

const PAGE = 200;

/** Throws `temporal-unavailable`, `store-unavailable`; what was done before stands, and doing it again is harmless. */
export async function reconcile(
  context: ServiceContext,
  { closedSince, all = false, olderThanMs = 10_000 }: ReconcileOptions,
): Promise<ReconcileReport> {
  const before = addSeconds(toInstant(context.now()), -olderThanMs / 1000);
  const expired = await expireRecordedPauses(context);
  const counts = { started: 0, ended: 0 };
  const look = async (runs: readonly StoredFlowRun[]): Promise<void> => {
    for (const stored of runs) {
      const what = await reconcileFlowRun(context, stored);
      if (what !== 'unchanged') counts[what] += 1;
    }
  };
  if (closedSince !== null) await lookAtClosed(context, closedSince, before, look);
  if (all) await lookAtAll(context, before, look);
  else await look(await context.store.flowRuns.listUnheard(before, PAGE));
  return { ...counts, expired };
}

type Look = (runs: readonly StoredFlowRun[]) => Promise<void>;

async function lookAtAll({ store }: ServiceContext, before: string, look: Look): Promise<void> {
  for (let after: string | null = null; ;) {
    const runs: StoredFlowRun[] = await store.flowRuns.listUnfinished(before, after, PAGE);
    await look(runs);
    after = runs.at(-1)?.flowRun.id ?? null;
    if (after === null) return;
  }
}

async function lookAtClosed(context: ServiceContext, since: Date, before: string, look: Look): Promise<void> {
  let closed: ClosedFlowRun[] = [];
  const lookNow = async () => {
    const workflowIds = closed.map(({ workflowId }) => workflowId);
    const ended = await context.store.reconciliation.listEnded(workflowIds);
    // A worker that saw a run close delivers its last records itself, if it can.
    const untold = closed.filter(({ workflowId, closedAt }) => !ended.has(workflowId) && toInstant(closedAt) < before);
    await deliverClosingRecords(
      context,
      untold.flatMap(({ memo }) => readClosingRecords(memo) ?? []),
    );
    await look(await context.store.flowRuns.listUnfinishedByWorkflow(workflowIds, before));
    closed = [];
  };
  for await (const run of context.temporal.listClosedFlowRuns(since)) {
    closed.push(run);
    if (closed.length >= PAGE) await lookNow();
  }
  await lookNow();
}

/** A pause of a recorded run has no timer of its own: its deadline is kept here. */
async function expireRecordedPauses(context: ServiceContext): Promise<number> {
  const overdue = await context.store.flowRuns.listOverduePauses(toInstant(context.now()), PAGE);
  let expired = 0;
  for (const { flowRun } of overdue) {
    const state = { type: 'FAILED', message: PAUSE_TIMEOUT_MESSAGE } as const;
    try {
      const { written } = await proposeToRecord(context, flowRun.id, { state });
      if (written) expired += 1;
    } catch (error) {
      if (!isSluiceError(error, 'flow-run-not-found')) throw error;
    }
  }
  return expired;
}
