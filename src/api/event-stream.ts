// The event log as server-sent events, for browsers: each event's id is its position in the log, so that a browser whose
// connection broke goes on where it was by itself (`Last-Event-ID`).
import { z } from 'zod';
import { eventFilterSchema, type EventFilter } from '../domain/filters/event-filter.js';
import { followEvents } from '../services/events/follow-events.js';
import type { ServiceContext } from '../services/service-context.js';

/** How often something is sent while nothing comes in, so that proxies do not close the connection. */
const HEARTBEAT_MS = 10_000;

const listOf = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => (given === undefined ? [] : typeof given === 'string' ? [given] : given));
const positionSchema = z.string().regex(/^\d{1,15}$/, 'is a position: digits');

export const eventStreamQuery = z.object({
  /** An EventFilter as JSON. With `occurred.since`, stored events since then come first. */
  filter: z.string().optional().transform(readFilter),
  /** Names of events; one that ends in `*` is a beginning. */
  event: listOf,
  /** Ids of resources, primary or related. */
  resource: listOf,
  /** As the header of the same meaning, for those who cannot send one. */
  last_event_id: positionSchema.optional(),
});

/**
 * The stream; `lastEventId` is the header's, and wins. A position without an event is an id without data: browsers keep
 * the id and tell nobody.
 */
export async function* eventStream(
  context: ServiceContext,
  query: z.output<typeof eventStreamQuery>,
  lastEventId: string | undefined,
): AsyncGenerator<string, void> {
  const filter = narrow(query);
  const resumed = positionSchema.safeParse(lastEventId ?? query.last_event_id);
  const from = resumed.success ? Number(resumed.data) : filter.occurred?.since ? 'filter' : 'now';
  for await (const { position, event } of followEvents(context, filter, { from, idleMs: HEARTBEAT_MS })) {
    yield event === null ? `id: ${position}\n\n` : `id: ${position}\ndata: ${JSON.stringify(event)}\n\n`;
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
