// The events of deployments: created, updated, deleted. Written in the transaction of the change.
import type { Event } from '../../domain/events/event.js';
import type { StoredDeployment } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

/** The event of what happened to a deployment. */
export function deploymentEvent(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  what: 'created' | 'updated' | 'deleted',
  { id, name, flow_id }: Pick<StoredDeployment, 'id' | 'name' | 'flow_id'>,
  payload: Record<string, unknown> = {},
): Event {
  return {
    id: context.newId(),
    occurred: nowInstant(context),
    event: `prefect.deployment.${what}`,
    resource: { 'prefect.resource.id': `prefect.deployment.${id}`, 'prefect.resource.name': name },
    related: [{ 'prefect.resource.id': `prefect.flow.${flow_id}`, 'prefect.resource.role': 'flow' }],
    payload,
    follows: null,
  };
}
