// How much may be sent to a run before it reads: a bound on count and bytes. The store counts what is sent; what a run
// has read only the run knows, so it is asked when the bound is reached, and not before.
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { DEFAULT_INPUT_LIMITS, type InputLimits } from '../../domain/inputs.js';
import type { ServiceContext } from '../service-context.js';

export interface InputReceiver {
  readonly id: string;
  /** Null: the run is not on Temporal, and frees room by deleting what it has read. */
  readonly workflowId: string | null;
}

/** What may wait unread for one receiver. */
export function inputLimitsOf({ inputLimits }: Pick<ServiceContext, 'inputLimits'>): InputLimits {
  return inputLimits ?? DEFAULT_INPUT_LIMITS;
}

/**
 * Makes room for an input, or says that there is none.
 *
 * @param keep - counts the input in and keeps it, if there is room; tells whether there was
 * @throws `run-inputs-full`; `payload-too-large` for an input that no empty inbox would take
 */
export async function keepIfRoom(
  context: ServiceContext,
  receiver: InputReceiver,
  bytes: number,
  keep: (limits: InputLimits) => Promise<boolean>,
): Promise<void> {
  const limits = inputLimitsOf(context);
  if (bytes > limits.bytes) {
    throw new SluiceError(
      'payload-too-large',
      `An input may have ${limits.bytes} bytes as JSON; this one has ${bytes}.`,
      {
        details: { size: bytes, limit: limits.bytes },
      },
    );
  }
  if (await keep(limits)) return;
  if (
    receiver.workflowId !== null &&
    (await askRun(context, receiver.id, receiver.workflowId)) &&
    (await keep(limits))
  ) {
    return;
  }
  const message = `Flow run ${receiver.id} has not read what was sent to it before: at most ${limits.count} inputs and ${limits.bytes} bytes of them are kept. Send again when it has.`;
  throw new SluiceError('run-inputs-full', message, { details: { flow_run_id: receiver.id, limits } });
}

/** Inquiries under way, so that a crowd of senders asks the run once. */
const asking = new WeakMap<object, Map<string, Promise<boolean>>>();

/** Asks the run what it holds and notes it. False: no worker answered, so what is known stands. */
function askRun(context: ServiceContext, id: string, workflowId: string): Promise<boolean> {
  const underWay = asking.get(context) ?? new Map<string, Promise<boolean>>();
  asking.set(context, underWay);
  const inquiry = underWay.get(id) ?? inquire(context, id, workflowId).finally(() => underWay.delete(id));
  underWay.set(id, inquiry);
  return inquiry;
}

async function inquire({ store, temporal }: ServiceContext, id: string, workflowId: string): Promise<boolean> {
  const sentBefore = await store.runInboxes.readSent(id);
  try {
    const { unread_count, unread_bytes } = await temporal.queryInbox(workflowId);
    await store.runInboxes.correct(id, { count: unread_count, bytes: unread_bytes }, sentBefore);
    return true;
  } catch (error) {
    if (isSluiceError(error, 'wait-timeout')) return false;
    throw error;
  }
}
