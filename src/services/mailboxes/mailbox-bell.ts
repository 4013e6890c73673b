// Wakes whoever waits at a mailbox on this server when something came in. Other servers on the same store ring nobody
// here, so a waiter looks by itself now and then.
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest time until an input that another server took in is noticed. */
const LOOK_AGAIN_MS = 500;

export class MailboxBell {
  private readonly waiting = new Map<string, Set<() => void>>();

  ring(mailboxId: string): void {
    for (const wake of this.waiting.get(mailboxId) ?? []) wake();
  }

  /** Begins to listen; `rung` resolves at the next ring, or after a while without. */
  listen(mailboxId: string): { readonly rung: () => Promise<void>; readonly stop: () => void } {
    const stopping = new AbortController();
    const waiting = this.waiting.get(mailboxId) ?? new Set();
    this.waiting.set(mailboxId, waiting);
    const wake = () => stopping.abort();
    waiting.add(wake);
    return {
      rung: () => sleep(LOOK_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined),
      stop: () => {
        waiting.delete(wake);
        if (waiting.size === 0 && this.waiting.get(mailboxId) === waiting) this.waiting.delete(mailboxId);
      },
    };
  }
}

const bells = new WeakMap<object, MailboxBell>();

/** The bell of a server; there is one a store. */
export function mailboxBellOf(store: object): MailboxBell {
  const bell = bells.get(store) ?? new MailboxBell();
  bells.set(store, bell);
  return bell;
}
