// One task call and the cache it shares with other runs: its key, what is there under it, what it puts there. The cache
// is in the platform's store; reading and writing are recorded calls, so a replay sees what the run saw.
import { isCancellation, log } from '@temporalio/workflow';
import type { StateCreate } from '../domain/states.js';
import type { CacheContext, ResolvedTaskCache } from './cache-policies.js';
import { callPlatform } from './platform-call.js';

export class TaskCache {
  private constructor(
    readonly key: string,
    private readonly options: ResolvedTaskCache,
    private readonly taskRunId: string,
  ) {}

  /** The cache of a call; undefined when the call has no key. A key function that throws is logged: the task just runs. */
  static open(options: ResolvedTaskCache, context: CacheContext, args: readonly unknown[]): TaskCache | undefined {
    try {
      const key = options.makeKey(context, args);
      return key === null ? undefined : new TaskCache(key, options, context.taskRunId);
    } catch (error) {
      log.error(`The cache key of task '${context.taskName}' could not be made; its result is not shared`, {
        error: error instanceof Error ? error.message : String(error),
      });
      return undefined;
    }
  }

  /** The state a hit ends in, with the result as its data; undefined when the task must run. */
  async read(): Promise<StateCreate | undefined> {
    if (this.options.refresh) return undefined;
    const hit = await callPlatform('sluiceReadCachedResult', this.key);
    if (!hit) return undefined;
    const details = { cache_key: hit.key, cache_expiration: hit.expires_at };
    return { type: 'COMPLETED', name: 'Cached', data: hit.value, state_details: details };
  }

  /** Shares a result. That it cannot be kept is logged: the task has succeeded. */
  async write(value: unknown): Promise<StateCreate['state_details']> {
    const { expirationMs } = this.options;
    const expires_at = expirationMs === null ? null : new Date(Date.now() + expirationMs).toISOString();
    const result = { key: this.key, value: (value ?? null) as never, expires_at, task_run_id: this.taskRunId };
    try {
      await callPlatform('sluiceWriteCachedResult', result);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('A result could not be kept for other runs', { error: error instanceof Error ? error.message : '' });
    }
    return { cache_key: this.key, cache_expiration: expires_at };
  }
}
