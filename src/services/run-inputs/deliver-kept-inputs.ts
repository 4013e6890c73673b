// Inputs that came for a run before it was on Temporal: they were kept, and are signalled when it has been started. Apart
// because whoever starts a run late needs it. Repeating it is harmless: a run passes over a key it has seen.
import { isSluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';

const MOST_AT_ONCE = 200;

/** Signals what is kept for a run, in the order it came in; one that has ended needs nothing. Throws `temporal-unavailable`. */
export async function deliverKeptInputs(context: ServiceContext, id: string, workflowId: string): Promise<void> {
  try {
    await signalAll(context, id, workflowId);
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-finished')) throw error;
  }
}

async function signalAll(context: ServiceContext, id: string, workflowId: string): Promise<void> {
  const delivered: string[] = [];
  for (;;) {
    const kept = await context.store.runInputs.list(id, '', MOST_AT_ONCE, delivered);
    if (kept.length === 0) return;
    for (const { key, value, sender } of kept) {
      await context.temporal.signalInput(workflowId, { key, value: inputValueOf(value), sender });
      delivered.push(key);
    }
  }
}

/** Inputs are JSON texts; one that is none arrives as the text it is. */
export function inputValueOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
