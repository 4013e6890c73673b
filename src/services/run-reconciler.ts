// The reconciler at work: a full pass when the server starts, with all that closed since it was last here, then short passes
// one after another until it is stopped. A pass that could not reach Temporal or the store is made up for by the next, which
// looks as far back as it has to.
import { setTimeout as delay } from 'node:timers/promises';
import { isSluiceError } from '../domain/errors.js';
import { reconcile } from './reconcile.js';
import type { ServiceContext } from './service-context.js';

export interface ReconcilerOptions {
  /** Between two passes. @default 5000 */
  readonly intervalMs?: number;
  /** Runs whose state is younger are left alone. @default 10000 */
  readonly olderThanMs?: number;
}

export interface RunningReconciler {
  /** Resolves when the pass under way, if any, has ended. */
  stop(): Promise<void>;
}

/** How far passes overlap: Temporal's list of closed workflows is a little behind, and clocks differ. */
const OVERLAP_MS = 120_000;
/** Most passes overlap less, since the list comes with all that the runs closed with. */
const SHORT_OVERLAP_MS = 40_000;
/** Now and then a pass overlaps in full, and how far it has come is written down for a server that starts later. */
const FULL_EVERY_MS = 60_000;

/** Starts passing over the runs. Errors are logged, never thrown. */
export function startReconciler(context: ServiceContext, options: ReconcilerOptions = {}): RunningReconciler {
  const { intervalMs = 5_000, olderThanMs } = options;
  const stopping = new AbortController();
  const passes = (async () => {
    let all = true;
    let fullSince: Date | null = null;
    let shortSince: Date | null = null;
    let fullAtMs = 0;
    let reachable = true;
    while (!stopping.signal.aborted) {
      const begun = context.now().getTime();
      const full = begun - fullAtMs > FULL_EVERY_MS;
      try {
        fullSince ??= (await context.store.reconciliation.readClosedBefore()) ?? null;
        const report = await reconcile(context, { closedSince: full ? fullSince : shortSince, all, olderThanMs });
        all = false;
        shortSince = new Date(begun - SHORT_OVERLAP_MS);
        if (full) {
          fullSince = new Date(begun - OVERLAP_MS);
          await context.store.reconciliation.moveClosedBefore(fullSince);
          fullAtMs = begun;
        }
        if (report.started + report.ended + report.expired > 0) context.log.info(report, 'Reconciled runs');
        reachable = true;
      } catch (error) {
        const unavailable = isSluiceError(error, 'temporal-unavailable') || isSluiceError(error, 'store-unavailable');
        if (!unavailable) context.log.error({ err: error }, 'A pass of the reconciler failed');
        else if (reachable) context.log.warn({ err: error }, 'The reconciler waits for what it cannot reach');
        reachable = !unavailable;
      }
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await passes;
    },
  };
}
