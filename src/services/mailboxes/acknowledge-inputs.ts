// Use case: a client says which inputs it has received, so that they need not be kept for it any more.
import type { ServiceContext } from '../service-context.js';

/** Unknown keys and a mailbox that is gone change nothing. */
export async function acknowledgeInputs(
  { store }: ServiceContext,
  clientId: string,
  keys: readonly string[],
): Promise<void> {
  await store.transaction(({ mailboxes }) => mailboxes.acknowledge(clientId, keys));
}
