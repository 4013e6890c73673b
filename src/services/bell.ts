// Wakes whoever waits for news of a subject on this server. Other servers on the same store ring nobody here, so a waiter
// looks by itself now and then.
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest time until something that another server took in is noticed. */
const LOOK_AGAIN_MS = 500;

export class Bell {
  private readonly waiting = new Map<string, Set<() => void>>();

  ring(subject: string): void {
    for (const wake of this.waiting.get(subject) ?? []) wake();
  }

  /** Begins to listen; `rung` resolves at the next ring, or after a while without. */
  listen(subject: string): { readonly rung: () => Promise<void>; readonly stop: () => void } {
    const stopping = new AbortController();
    const waiting = this.waiting.get(subject) ?? new Set();
    this.waiting.set(subject, waiting);
    const wake = () => stopping.abort();
    waiting.add(wake);
    return {
      rung: () => sleep(LOOK_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined),
      stop: () => {
        waiting.delete(wake);
        if (waiting.size === 0 && this.waiting.get(subject) === waiting) this.waiting.delete(subject);
      },
    };
  }
}

/** Bells of one kind, one a store. */
export function bellPerStore(): (store: object) => Bell {
  const bells = new WeakMap<object, Bell>();
  return (store) => {
    const bell = bells.get(store) ?? new Bell();
    bells.set(store, bell);
    return bell;
  };
}
