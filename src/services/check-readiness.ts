// Whether what the platform stands on can be reached.
import type { ServiceContext } from './service-context.js';

export interface Readiness {
  readonly store: boolean;
  readonly temporal: boolean;
}

/** Asks the store and Temporal; never throws. */
export async function checkReadiness({ store, temporal }: ServiceContext): Promise<Readiness> {
  const [storeReady, temporalReady] = await Promise.all([answers(() => store.ping()), answers(() => temporal.ping())]);
  return { store: storeReady, temporal: temporalReady };
}

async function answers(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}
