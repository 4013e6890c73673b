// Positions in a log are given out before their transaction commits, so whoever reads on behind a position could pass one
// that appears later. What was seen is settled once no transaction is under way that began before.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceContext } from '../service-context.js';

const RECHECK_MS = 10;
/** A transaction that takes longer than this is not waited for. */
const LIMIT_MS = 10_000;

/** Waits until no transaction is under way that may have taken a position before what was just seen. */
export async function outwaitTransactions(
  { store }: Pick<ServiceContext, 'store'>,
  isClosed: () => boolean,
): Promise<void> {
  const deadlineAt = Date.now() + LIMIT_MS;
  // A position is taken a moment before its transaction has an id.
  await sleep(RECHECK_MS);
  const { next } = await store.eventQueries.readTransactions();
  for (;;) {
    const { oldest } = await store.eventQueries.readTransactions();
    if (oldest >= next || Date.now() > deadlineAt || isClosed()) return;
    await sleep(RECHECK_MS);
  }
}
