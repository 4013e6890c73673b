// What templates of an action see. Objects of the platform and variables are read only when a template names them.
import type { EventDocument } from '../../src/domain/templates/event-value.js';
import { PLATFORM_OBJECT_NAMES, type PlatformObjectName } from '../../src/domain/templates/platform-object.js';
import type { ActionContextDocument } from '../../src/domain/templates/action-context.js';
import { SluiceError } from '../../src/domain/errors.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import type { Firing } from '../../src/domain/triggers/trigger-state.js';
import { readDeployment } from '../../src/services/deployments/manage-deployments.js';
import { readFlow } from '../../src/services/flows/read-flow.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { readTaskRun } from '../../src/services/task-runs/read-task-run.js';
import { readWorkPool } from '../../src/services/work-pools/manage-work-pools.js';
import { readWorkQueue } from '../../src/services/work-pools/manage-work-queues.js';
import type { FiringInput } from './action-context.js';
import { findResourceId } from './infer-target.js';

/** The variables for the given templates. */
export async function templateContext(
  { services, request, event, events }: FiringInput,
  templates: readonly string[],
): Promise<ActionContextDocument> {
  const { context } = services;
  const text = templates.join('\n');
  const reads = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  const objects: Partial<Record<PlatformObjectName, unknown>> = {};
  for (const name of PLATFORM_OBJECT_NAMES) {
    if (event && reads(name)) objects[name] = await readObject(context, name, event);
  }
  const { automation, firing } = request;
  return {
    automation: { ...(reads('automation') ? await readOwnFields(context, automation.id) : {}), ...automation },
    event: event as EventDocument | null,
    triggering_labels: firing.triggering_labels,
    firing: firingDocument(firing, automation.trigger, event, events),
    events: events,
    objects,
    variables: event && reads('variables') ? await readVariables(context) : undefined,
  };
}

/** What the automation's workflow need not know and templates tell. */
async function readOwnFields({ store }: ServiceContext, id: string): Promise<object> {
  const stored = (await store.automations.find(id))?.automation;
  if (!stored) return {};
  const { description, tags, enabled, created, updated } = stored;
  return { description, tags, enabled, created, updated };
}

async function readObject(context: ServiceContext, name: PlatformObjectName, event: ReceivedEvent): Promise<unknown> {
  const id = findResourceId(event, name.replace('_', '-'));
  if (id === null) return null;
  const read = READERS[name];
  try {
    const found = await read?.(context, id);
    return found && name.endsWith('_run') ? asOfEvent(found, event, id) : (found ?? null);
  } catch {
    return null;
  }
}

const READERS: Partial<Record<PlatformObjectName, (context: ServiceContext, id: string) => Promise<object>>> = {
  flow_run: readFlowRun,
  task_run: readTaskRun,
  flow: readFlow,
  deployment: readDeployment,
  work_pool: readPolledPool,
  work_queue: readWorkQueue,
};

/** A pool with when somebody last polled any of its queues, which the guide's message tells. Throws `not-found`. */
async function readPolledPool(context: ServiceContext, id: string): Promise<object> {
  const { store } = context;
  const stored = await store.workPools.find(id);
  if (!stored) throw new SluiceError('not-found', 'There is no work pool with this id.');
  const queues = await store.workQueues.list({ poolId: id, page: { limit: 1000, offset: 0 } });
  const polls = queues.flatMap(({ last_polled }) => last_polled ?? []).sort();
  return { ...(await readWorkPool(context, stored.name)), last_polled: polls.at(-1) ?? null };
}

/** A run as it was when the event happened: the message speaks of the state that triggered, not of a later one. */
function asOfEvent(run: object, event: ReceivedEvent, id: string): object {
  const labels = [event.resource, ...event.related].find((resource) => resource['prefect.resource.id']?.endsWith(id));
  const type = labels?.['prefect.state-type'];
  const name = labels?.['prefect.state-name'];
  const timestamp = labels?.['prefect.state-timestamp'];
  const message = labels?.['prefect.state-message'];
  if (type === undefined || name === undefined || timestamp === undefined || message === undefined) return run;
  const before = 'state' in run && typeof run.state === 'object' ? run.state : {};
  return { ...run, state_type: type, state_name: name, state: { ...before, type, name, timestamp, message } };
}

async function readVariables({ store }: ServiceContext): Promise<Record<string, unknown>> {
  const all = await store.variables.list(undefined, 'NAME_ASC', { limit: 1000, offset: 0 });
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

function firingDocument(
  firing: Firing,
  trigger: object,
  event: ReceivedEvent | null,
  events: readonly ReceivedEvent[],
): ActionContextDocument['firing'] {
  const byId = new Map(events.map((each) => [each.id, each]));
  return {
    trigger: trigger as never,
    triggered: firing.triggered,
    trigger_states: [firing.state],
    triggering_labels: firing.triggering_labels,
    triggering_event: event,
    triggering_value: firing.triggering_value,
    triggering_firings: firing.triggering_firings.map((child) => ({
      trigger: trigger as never,
      triggered: child.triggered,
      triggering_labels: child.triggering_labels,
      triggering_event: (child.triggering_event === null ? null : byId.get(child.triggering_event)) ?? null,
    })),
  };
}
