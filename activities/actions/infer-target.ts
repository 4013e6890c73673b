// Finding what an action is about: the target it names, or the first resource of the kind in the triggering event, as the
// reference finds it. A target that cannot be found fails the action visibly.
import { isUuid } from '../../src/domain/ids.js';
import { ActionFailed, type FiringInput } from './action-context.js';

/** The flow run an action is about: named by the firing's labels, else the event's first flow run. */
export function inferFlowRunId({ request, event }: Pick<FiringInput, 'request' | 'event'>): string {
  const label = request.firing.triggering_labels['prefect.resource.id'];
  const labelled = label?.startsWith('prefect.flow-run.') ? label.slice('prefect.flow-run.'.length) : undefined;
  const id = labelled !== undefined && isUuid(labelled) ? labelled : findResourceId(event, 'flow-run');
  if (id === null) throw new ActionFailed('No flow run could be inferred');
  return id;
}

type TargetKind = 'deployment' | 'work-pool' | 'work-queue' | 'automation';

/** The selected target, or the one the event is about. */
export function resolveTargetId(input: Pick<FiringInput, 'event'>, kind: TargetKind, selected: string | null): string {
  if (selected !== null) return selected;
  const name = kind.replace('-', ' ');
  if (!input.event) throw new ActionFailed(`No event to infer the ${name}`);
  const id = findResourceId(input.event, kind);
  if (id === null) throw new ActionFailed(`No ${name} could be inferred`);
  return id;
}

/** The id of the first resource of a kind in an event; null when there is none, or it is no UUID. */
export function findResourceId(event: FiringInput['event'], kind: string): string | null {
  if (!event) return null;
  const prefix = `prefect.${kind}.`;
  const ids = [event.resource, ...event.related].map((labels) => labels['prefect.resource.id'] ?? '');
  const first = ids.find((id) => id.slice(0, id.lastIndexOf('.') + 1) === prefix);
  const tail = first?.slice(prefix.length);
  return tail !== undefined && isUuid(tail) ? tail : null;
}
