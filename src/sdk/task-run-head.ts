// Who a task run is, as each of its records says: name, call, tags and the rules it is retried by.
import type { TaskRunHead } from '../domain/run-records.js';
import type { ResolvedTaskOptions } from './task-options.js';

interface Subject {
  readonly id: string;
  /** Task name, `-`, place among the calls. */
  readonly key: string;
  readonly taskName: string;
}

/** The head of a task run's records. */
export function taskRunHead(
  { id, key, taskName }: Subject,
  flowRunTags: readonly string[],
  options: ResolvedTaskOptions,
  name: string,
  cacheKey: string | null,
): TaskRunHead {
  return {
    id,
    name,
    task_key: taskName,
    dynamic_key: key.slice(taskName.length + 1),
    tags: [...flowRunTags, ...options.tags],
    cache_key: cacheKey,
    cache_expiration: null,
    empirical_policy: {
      max_retries: 0,
      retry_delay_seconds: 0,
      retries: options.retries,
      retry_delay: [...options.retryDelaysSeconds],
      retry_jitter_factor: options.retryJitterFactor,
    },
    task_inputs: {},
  };
}
