// The events of work pools and their queues: created, updated, deleted, and each change of status. Apart because the use
// cases that write pools, those that write queues and the loop that looks who polls all tell of them in one form.
import type { Event, RelatedResource } from '../../domain/events/event.js';
import { inRole, POOL_TYPE_LABEL, relatedToPool } from '../../domain/events/related-resources.js';
import type { StoredWorkPool, StoredWorkQueue } from '../../store/store.js';
import { thingEvent } from '../events/thing-event.js';
import type { ServiceContext } from '../service-context.js';

type Making = Pick<ServiceContext, 'now' | 'newId'>;
type Change = 'created' | 'updated' | 'deleted';
type Status = 'ready' | 'not-ready' | 'paused';

/** The event of what was done to a pool. */
export function poolEvent(context: Making, what: Change, pool: StoredWorkPool, payload: Event['payload'] = {}): Event {
  const related = what === 'updated' ? [] : partsOf(pool);
  const labels = { ...poolLabels(pool), 'prefect.resource.role': 'work-pool' };
  return thingEvent(context, 'work-pool', what, pool, { labels, related, payload });
}

/** The event of a pool's status; `follows` is the one of the status before. */
export function poolStatusEvent(context: Making, what: Status, pool: StoredWorkPool, follows: string | null): Event {
  return thingEvent(context, 'work-pool', what, pool, { labels: poolLabels(pool), follows });
}

/** The event of what was done to a queue, or of its status. */
export function queueEvent(
  context: Making,
  what: Change | Status,
  queue: Pick<StoredWorkQueue, 'id' | 'name'>,
  pool: StoredWorkPool | undefined,
  payload: Event['payload'] = {},
): Event {
  const labels = { 'prefect.resource.role': 'work-queue' };
  return thingEvent(context, 'work-queue', what, queue, { labels, related: relatedToPool(pool), payload });
}

function poolLabels({ type }: StoredWorkPool) {
  return { [POOL_TYPE_LABEL]: type };
}

/** The default queue of a pool, and the block that keeps its results, where it says so. */
function partsOf({ default_queue_id: queueId, storage_configuration: storage }: StoredWorkPool): RelatedResource[] {
  const block = storage['default_result_storage_block_id'];
  return [
    ...(queueId === null ? [] : [inRole('work-queue', queueId, 'default-queue')]),
    ...(typeof block === 'string' ? [inRole('block-document', block, 'result-storage')] : []),
  ];
}
