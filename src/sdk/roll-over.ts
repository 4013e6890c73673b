// When a run continues as new between two inputs: its history is long, and a new pass would come to the very point where
// this one stands. That is so when every receiver of the pass waits, in the loop it is iterated by, or was done before, and
// nothing else is under way; what the flow keeps in variables nobody can see, so one that waits by `next()` has to say that
// it may.
import { condition, workflowInfo } from '@temporalio/workflow';
import { never, type Execution } from './execution.js';
import type { FlowRun } from './flow-run.js';
import { findRollOverPoint } from './roll-over-point.js';

const ROLL_OVER_AFTER_EVENTS = 4000;
/** How long a receiver holds back for the others to come to a stop. */
const HOLD_MS = 10_000;

/**
 * Called by a receiver that is about to wait. Does not return when the run rolls over.
 *
 * @param catchesUp - it is about to read what an earlier pass read already
 */
export async function rollOverIfLong(run: FlowRun, execution: Execution, catchesUp: boolean): Promise<void> {
  if (execution.rollingOver) return never();
  if (catchesUp) return;
  // Each Temporal run reads at least one input, so that rolling over always gets somewhere.
  if (execution.inputsRead === 0 || !isLong(run)) return;
  const givenUp = () => execution.abandoned || execution.rollingOver !== null;
  const findPoint = () => (execution.runningTasks > 0 ? null : findRollOverPoint(execution.receivers));
  const settled = () => givenUp() || findPoint() !== null;
  if (execution.runningTasks > 0) await condition(settled, HOLD_MS);
  if (givenUp()) return never();
  const point = findPoint();
  if (!point || !mayRollOver(run, execution)) return;
  execution.rollingOver = point;
  return never();
}

function isLong({ definition }: FlowRun): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= (definition.rollOverAfterEvents ?? ROLL_OVER_AFTER_EVENTS);
}

function mayRollOver(run: FlowRun, execution: Execution): boolean {
  if (run.pauses.open !== null || run.suspension.wanted !== null) return false;
  return (
    run.definition.rollOverAfterEvents !== null ||
    execution.receivers.every(({ waiting, iterated }) => iterated || !waiting)
  );
}
