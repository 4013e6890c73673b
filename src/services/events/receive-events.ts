// Use case: take events in. The one way in, whatever door they come through: logged and queued for the router in one
// transaction, so what is acknowledged is durable, and a repeat of an id changes nothing.
import { SluiceError, type FieldError } from '../../domain/errors.js';
import { eventBytes, MAX_EVENT_BYTES, type Event } from '../../domain/events/event.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

const MOST_QUEUED_EVENTS = 200_000;
const COUNT_EVERY_MS = 500;

/**
 * Takes a batch in, all of it or nothing.
 *
 * @returns the ids that were new
 * @throws SluiceError `request-invalid` naming the events that are too large, `too-many-requests` past the bound
 */
export async function receiveEvents(context: ServiceContext, events: readonly Event[]): Promise<string[]> {
  if (events.length === 0) return [];
  await refuseWhenFull(context);
  refuseTooLarge(events, nowInstant(context));
  return context.store.transaction((repositories) => repositories.events.insert(events));
}

function refuseTooLarge(events: readonly Event[], received: string): void {
  const fields: FieldError[] = events.flatMap((event, index) => {
    const bytes = eventBytes({ ...event, received });
    if (bytes <= MAX_EVENT_BYTES) return [];
    return [{ path: `[${index}]`, message: `expected at most ${MAX_EVENT_BYTES} bytes, found ${bytes}` }];
  });
  if (fields.length === 0) return;
  const message = `${fields.length} of ${events.length} events are too large; none of the batch was taken.`;
  throw new SluiceError('request-invalid', message, { fields });
}

const counts = new WeakMap<object, { at: number; queued: number }>();

async function refuseWhenFull(context: ServiceContext): Promise<void> {
  const { store } = context;
  const at = context.now().getTime();
  let count = counts.get(store);
  if (!count || at - count.at >= COUNT_EVERY_MS || at < count.at) {
    count = { at, queued: await store.events.countQueued() };
    counts.set(store, count);
  }
  if (count.queued < (context.mostQueuedEvents ?? MOST_QUEUED_EVENTS)) return;
  throw new SluiceError('too-many-requests', `${count.queued} events wait to be evaluated; send these again later.`, {
    details: { retry_after_seconds: 1 },
  });
}
