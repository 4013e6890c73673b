// The one way an input gets to a flow run: kept in the store, where it can be read and deleted, then signalled to a run on
// Temporal, which keeps it until it is received. An input that did not reach its run is not kept.
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { clientIdOf, type RunInputMessage } from '../../domain/inputs.js';
import { isTerminal } from '../../domain/states.js';
import type { RunInputInsert, StoredFlowRun } from '../../store/store.js';
import { reconcileFlowRun } from '../flow-runs/reconcile-flow-run.js';
import { openMailbox } from '../mailboxes/open-mailbox.js';
import type { ServiceContext } from '../service-context.js';
import { keepIfRoom, type InputReceiver } from './input-room.js';

/**
 * @param value - the message's value as JSON text, or as the text it is
 * @returns whether the key was new; a known one is signalled again, since the first attempt may have ended in between
 * @throws `flow-run-finished` unless the run was sent the key before it ended; `flow-run-not-found`, `run-inputs-full`,
 *   `payload-too-large`, `temporal-unavailable`
 */
export async function keepAndSignal(
  context: ServiceContext,
  stored: StoredFlowRun,
  message: RunInputMessage,
  value: string,
  repeat: 'signal-again' | 'leave' = 'signal-again',
): Promise<boolean> {
  const { id, workflow_id: workflowId, state_type: stateType } = stored.flowRun;
  const { key, sender } = message;
  if (workflowId !== null && stateType !== null && isTerminal(stateType)) {
    // What a run was sent before it ended it was sent: its sender may have died before it heard so, and ask again.
    if (await context.store.runInputs.find(id, key)) return false;
    throw new SluiceError('flow-run-finished');
  }
  const client = clientIdOf(sender);
  if (client !== undefined) await openMailbox(context, client);
  const bytes = Buffer.byteLength(value);
  const isNew = await keep(context, { id, workflowId }, { flow_run_id: id, key, value, sender }, bytes);
  if (workflowId === null || (!isNew && repeat === 'leave')) return isNew;
  try {
    await signal(context, stored, workflowId, message);
  } catch (error) {
    if (!isNew && isSluiceError(error, 'flow-run-finished')) return false;
    if (isNew) await takeBack(context, id, key, bytes);
    throw error;
  }
  return isNew;
}

/** Signals a run. One whose start did not reach Temporal is there all the same: it was accepted, so it is started now. */
async function signal(
  context: ServiceContext,
  stored: StoredFlowRun,
  workflowId: string,
  message: RunInputMessage,
): Promise<void> {
  try {
    await context.temporal.signalInput(workflowId, message);
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-not-found')) throw error;
    if ((await reconcileFlowRun(context, stored)) === 'ended') throw new SluiceError('flow-run-finished');
    await context.temporal.signalInput(workflowId, message);
  }
}

/** Keeps an input if there is room for it; false when its key was there before. */
async function keep(
  context: ServiceContext,
  receiver: InputReceiver,
  input: Omit<RunInputInsert, 'id'>,
  bytes: number,
): Promise<boolean> {
  const { store } = context;
  if (await store.runInputs.find(receiver.id, input.key)) return false;
  let isNew = false;
  await keepIfRoom(context, receiver, bytes, (limits) =>
    store.transaction(async ({ runInboxes, runInputs }) => {
      if (!(await runInboxes.reserve(receiver.id, bytes, limits))) return false;
      isNew = await runInputs.insert({ ...input, id: context.newId() });
      if (!isNew) await runInboxes.release(receiver.id, bytes);
      return true;
    }),
  );
  return isNew;
}

async function takeBack({ store }: ServiceContext, id: string, key: string, bytes: number): Promise<void> {
  await store.transaction(async ({ runInboxes, runInputs }) => {
    if (await runInputs.delete(id, key)) await runInboxes.release(id, bytes);
  });
}
