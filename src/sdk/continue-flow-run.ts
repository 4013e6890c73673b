// Starting a run over with other parameters: for conversations and loops that go on for ever, where the flow itself
// knows best what the next round needs.
import { never } from './execution.js';
import { currentExecution, currentRun } from './current-run.js';

/**
 * Continues the flow run as new with other parameters: the flow function starts over, its history starts afresh, its
 * unread inputs are kept, and what its tasks gave is forgotten. Waits for running tasks first. Does not return.
 */
export function continueFlowRun(parameters: Record<string, unknown>): Promise<never> {
  const run = currentRun('continueFlowRun');
  currentExecution(run).restartWith = parameters;
  return never();
}
