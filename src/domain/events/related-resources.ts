// The related resources of events, each by its kind and in its role. Apart because the events of runs, deployments, pools
// and queues name the same things, and rules match them by the same labels.
import type { RelatedResource } from './event.js';

export interface NamedThing {
  readonly id: string;
  readonly name: string;
}

/** Something whose name may not be known. */
export interface RelatedThing {
  readonly id: string;
  readonly name?: string;
}

export interface TypedPool extends NamedThing {
  readonly type: string;
}

/** The label by which rules tell pools of one type from others. */
export const POOL_TYPE_LABEL = 'prefect.work-pool.type';

/** A thing with its name, where that is known, in the role of its kind unless another is given; nothing for none. */
export function relatedTo(
  kind: string,
  thing: RelatedThing | null | undefined,
  role: string = kind,
): RelatedResource[] {
  if (!thing) return [];
  const { id, name } = thing;
  return [{ ...inRole(kind, id, role), ...(name === undefined ? {} : { 'prefect.resource.name': name }) }];
}

/** A thing whose name is not known. */
export function inRole(kind: string, id: string, role: string): RelatedResource {
  return { 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.role': role };
}

/** A pool, with its type. */
export function relatedToPool(pool: TypedPool | null | undefined): RelatedResource[] {
  return relatedTo('work-pool', pool).map((resource) => ({ ...resource, [POOL_TYPE_LABEL]: pool?.type ?? '' }));
}
