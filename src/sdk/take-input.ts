// Taking an input in, and noticing that some before it did not come. A worker can be led to pass over messages: when more
// of them come during a workflow task than the server buffers, the server ends the task; if that was a repeated one, which
// leaves no events of its own, the messages take the places in history that the worker holds for its task, and it skips
// as many. They are in the history all the same. Senders therefore number their messages and say with each up to which
// number those before it were acknowledged; a run that misses one of these fails its workflow task, which makes the worker
// forget the run and read its whole history again. That leaves no trace in what the run does, as asking somebody for what is
// missing would: the history, read again, has no gap.
import { condition, workflowInfo } from '@temporalio/workflow';
import type { RunInputMessage } from '../domain/inputs.js';
import type { FlowRun } from './flow-run.js';

/** Notes when the run hears of something new for the first time since a worker read its history. Sends nothing. */
export function watchForNews(run: FlowRun): void {
  const { deliveries } = run;
  const hasNews = (): boolean => {
    const { historyLength, unsafe } = workflowInfo();
    if (!unsafe.isReplaying) deliveries.firstNewsAt = historyLength;
    return deliveries.firstNewsAt !== null;
  };
  void run.shielded.run(() => condition(hasNews));
}

/**
 * Takes an input in, or away. Throws, and so fails the workflow task, when some before it are missing; not in the first
 * task since the history was read, since nothing can have been passed over then: it is the sender who counts for another
 * run.
 */
export function takeInput(run: FlowRun, { mark, withdrawn, ...message }: RunInputMessage): void {
  const missing = mark ? run.deliveries.count(mark) : 0;
  const { firstNewsAt } = run.deliveries;
  if (missing > 0 && firstNewsAt !== null && workflowInfo().historyLength > firstNewsAt) {
    const what = missing === 1 ? 'An input' : `${missing} inputs`;
    throw new Error(`${what} of flow run ${run.id} did not come to this worker: reading the history again.`);
  }
  if (withdrawn) run.inbox.withdraw(message.key);
  else run.inbox.add(message);
}
