// Use cases of tasks that share results over flow runs: look one up, keep one.
import type { CachedResult } from '../../domain/cached-results.js';
import type { ServiceContext } from '../service-context.js';

/** The result under a key; null when there is none or it has expired. */
export async function readCachedResult({ store }: ServiceContext, key: string): Promise<CachedResult | null> {
  return (await store.cachedResults.find(key)) ?? null;
}

/** Keeps a result over the one its key has. What has expired by now is deleted on the way. */
export async function writeCachedResult({ store }: ServiceContext, result: CachedResult): Promise<void> {
  await store.cachedResults.put(result);
  await store.cachedResults.deleteExpired();
}
