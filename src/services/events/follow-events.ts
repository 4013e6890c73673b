// Use case: follow the event log: what is stored, then what comes in, in order of arrival, each once. There is no seam
// between the two: a follower stands at a position and reads on from it, out of memory when it keeps up and out of the
// log when it does not; so a slow reader is late and misses nothing.
import { compileEventFilter } from '../../domain/events/event-filter-match.js';
import { fixSpan, type EventFilter } from '../../domain/filters/event-filter.js';
import type { ReceivedEvent } from '../../domain/events/event.js';
import type { QueuedEvent } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { eventFeedOf } from './event-feed.js';

const PAGE = 250;

export interface FollowOptions {
  /** `'now'`: only what comes in; `'filter'`: stored events of the filter's span first; a number: behind that position. */
  readonly from: number | 'now' | 'filter';
  /** How often a bare position is given while nothing comes, in milliseconds, so that the reader knows all is well. */
  readonly idleMs: number;
}

/** An event and its position; or a position alone: everything up to it was given. */
export interface Followed {
  readonly position: number;
  readonly event: ReceivedEvent | null;
}

/**
 * Follows events that fit; without `occurred.until` there is no end to the span. Ends when the reader stops reading or the
 * server stops; the first value is always a bare position, and tells that whatever comes in from now on will be given.
 */
export async function* followEvents(
  context: ServiceContext,
  asked: EventFilter,
  { from, idleMs }: FollowOptions,
): AsyncGenerator<Followed, void> {
  const filter = { ...fixSpan(asked, nowInstant(context)), until: asked.occurred?.until ?? null };
  const fits = compileEventFilter(filter);
  const feed = eventFeedOf(context);
  const leave = await feed.join();
  try {
    let position = Math.min(from === 'now' ? feed.position : from === 'filter' ? 0 : from, feed.position);
    yield { position, event: null };
    while (!feed.isClosed) {
      const upTo = feed.position;
      const recent = feed.recentAfter(position);
      if (recent) {
        for (const queued of recent) if (fits(queued.event)) yield queued;
        position = Math.max(position, upTo);
      } else {
        const rows = await context.store.eventQueries.readBetween(filter, position, upTo, PAGE);
        yield* rows;
        position = rows.length < PAGE ? upTo : (rows.at(-1) as QueuedEvent).position;
      }
      if (feed.position <= position && !(await feed.waitBeyond(position, idleMs))) yield { position, event: null };
    }
  } finally {
    leave();
  }
}
