// What was done in the workflow task under way and would be done again with it: local activities, answers to updates. Temporal
// has a workflow task that ends the run done again whenever something came in meanwhile; then a task would have run twice,
// and an answer would be lost. So a run does not end in such a workflow task, but in the next.
import { workflowInfo } from '@temporalio/workflow';

const DONE_AT = Symbol.for('sluice.unaccepted-work');
/** One a workflow execution, as in current-run.ts. */
const global = globalThis as { [DONE_AT]?: number };

/** Notes that something was done in this workflow task. */
export function noteUnacceptedWork(): void {
  global[DONE_AT] = workflowInfo().historyLength;
}

/** Whether something was. A workflow task is known by how long the history was when it began. */
export function hasUnacceptedWork(): boolean {
  return global[DONE_AT] === workflowInfo().historyLength;
}
