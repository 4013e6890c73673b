// Work pools and their queues as task queues. A worker that polls the task queue of a pool serves all its queues; one that
// polls the task queue of a single queue serves that one.

export const DEFAULT_QUEUE_NAME = 'default';

/** The task queues that serve a queue of a pool, the nearest first. */
export function taskQueuesOf(poolName: string, queueName: string): string[] {
  return queueName === DEFAULT_QUEUE_NAME ? [poolName] : [`${poolName}/${queueName}`, poolName];
}
