// The events of deployments: created, updated, deleted, ready, not ready. Written in the transaction of the change.
import { inRole, relatedTo, relatedToPool } from '../../domain/events/related-resources.js';
import type { Event, RelatedResource } from '../../domain/events/event.js';
import { DEFAULT_QUEUE_NAME } from '../../domain/work-pools/task-queues.js';
import type { Repositories, StoredDeployment } from '../../store/store.js';
import { thingEvent } from '../events/thing-event.js';
import type { ServiceContext } from '../service-context.js';

/** The event of what happened to a deployment. */
export async function deploymentEvent(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  repositories: Repositories,
  what: 'created' | 'updated' | 'deleted' | 'ready' | 'not-ready',
  deployment: StoredDeployment,
  payload: Event['payload'] = {},
): Promise<Event> {
  const related = await relatedToDeployment(repositories, deployment);
  return thingEvent(context, 'deployment', what, deployment, { related, payload });
}

async function relatedToDeployment(
  { flows, workPools, workQueues }: Repositories,
  { id, flow_id, body }: StoredDeployment,
): Promise<RelatedResource[]> {
  const { work_pool_name: poolName, work_queue_name: queueName = null } = body;
  const { storage_document_id: storage, infrastructure_document_id: infrastructure } = body;
  const pool = poolName == null ? undefined : await workPools.findByName(poolName);
  const queue = pool && (await workQueues.findByName(pool.name, queueName ?? DEFAULT_QUEUE_NAME));
  const limit = body.concurrency_limit == null ? null : { id, name: `deployment:${id}` };
  return [
    ...relatedTo('flow', await flows.find(flow_id)),
    ...relatedTo('work-queue', queue),
    ...relatedToPool(pool),
    ...(storage == null ? [] : [inRole('block-document', storage, 'storage')]),
    ...(infrastructure == null ? [] : [inRole('block-document', infrastructure, 'infrastructure')]),
    ...relatedTo('concurrency-limit', limit),
  ];
}
