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
/** How far it has come is written down now and then, for a server that starts later. */
const KEEP_EVERY_MS = 60_000;

/** Starts passing over the runs. Errors are logged, never thrown. */
export function startReconciler(context: ServiceContext, options: ReconcilerOptions = {}): RunningReconciler {
  const { intervalMs = 5_000, olderThanMs } = options;
  const stopping = new AbortController();
  const passes = (async () => {
    let all = true;
    let closedSince: Date | null = null;
    let keptMs = 0;
    let reachable = true;
    while (!stopping.signal.aborted) {
      const begun = context.now().getTime();
      try {
        closedSince ??= (await context.store.reconciliation.readClosedBefore()) ?? null;
        const report = await reconcile(context, { closedSince, all, olderThanMs });
        all = false;
        closedSince = new Date(begun - OVERLAP_MS);
        if (begun - keptMs > KEEP_EVERY_MS) {
          await context.store.reconciliation.moveClosedBefore(closedSince);
          keptMs = begun;
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
