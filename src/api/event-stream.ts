// The event log as server-sent events, and the short forms of its filter.
import { z } from 'zod';
import { eventFilterSchema, type EventFilter } from '../domain/filters/event-filter.js';
import { followEvents } from '../services/events/follow-events.js';
import type { ServiceContext } from '../services/service-context.js';
import { HEARTBEAT_MS, lastEventIdQuery, readLastPosition, writeMessage } from './server-sent-events.js';

const listOf = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => (given === undefined ? [] : typeof given === 'string' ? [given] : given));

export const eventStreamQuery = z.object({
  /** An EventFilter as JSON. With `occurred.since`, stored events since then come first. */
  filter: z.string().optional().transform(readFilter),
  /** Names of events; one that ends in `*` is a beginning. */
  event: listOf,
  /** Ids of resources, primary or related. */
  resource: listOf,
  last_event_id: lastEventIdQuery,
});

/** The stream; `lastEventId` is the header's. */
export async function* eventStream(
  context: ServiceContext,
  query: z.output<typeof eventStreamQuery>,
  lastEventId: string | undefined,
): AsyncGenerator<string, void> {
  const filter = narrow(query);
  const from = readLastPosition(lastEventId, query.last_event_id) ?? (filter.occurred?.since ? 'filter' : 'now');
  for await (const { position, event } of followEvents(context, filter, { from, idleMs: HEARTBEAT_MS })) {
    yield writeMessage(position, event);
  }
}

function narrow({ filter, event, resource }: z.output<typeof eventStreamQuery>): EventFilter {
  const named = event.length === 0 ? filter.event : { ...NO_NAMES, ...split(event) };
  const any = resource.length === 0 ? [] : [{ id: resource, id_prefix: [], labels: {} }];
  return { ...filter, event: named, any_resource: [...filter.any_resource, ...any] };
}

const NO_NAMES = { prefix: [], exclude_prefix: [], name: [], exclude_name: [] };

/**
 * Names and beginnings are alternatives to each other within the short form; a name is a beginning that fits it too, so
 * when both kinds are given all of them are taken as beginnings.
 */
function split(names: readonly string[]): { prefix: string[]; name: string[] } {
  const open = names.some((name) => name.endsWith('*'));
  return open ? { prefix: names.map((name) => name.replace(/\*$/, '')), name: [] } : { prefix: [], name: [...names] };
}

function readFilter(text: string | undefined, refinement: z.RefinementCtx): EventFilter {
  let document: unknown = {};
  try {
    if (text !== undefined) document = JSON.parse(text);
  } catch {
    refinement.addIssue({ code: 'custom', message: 'is not JSON; expected an EventFilter' });
    return z.NEVER;
  }
  const parsed = eventFilterSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  refinement.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: document }) as never));
  return z.NEVER;
}
