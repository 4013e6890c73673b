// The events of the log that a trigger would have heard, to be shown beside when it would have fired.
import type { ReceivedEvent } from '../../domain/events/event.js';
import { compileEventNames } from '../../domain/events/event-name.js';
import { compileMatching, matchesEvent, type EventMatching } from '../../domain/events/resource-match.js';
import type { EventFilterInput } from '../../domain/filters/event-filter.js';
import { ask, read } from '../server/connection.js';
import type { DraftTrigger } from './draft.js';

const PAGE_SIZE = 50;
/** More would be slow to fetch and could not be told apart when drawn. */
const MOST_PAGES = 10;

interface EventPage {
  readonly events: ReceivedEvent[];
  readonly next_page: string | null;
}

/** Parts of a trigger that hear events. */
function leavesOf(trigger: DraftTrigger): DraftTrigger[] {
  if (trigger.type === 'compound' || trigger.type === 'sequence') return (trigger.triggers ?? []).flatMap(leavesOf);
  return [trigger];
}

/** Tells which events a trigger hears. */
export function compileHearing(trigger: DraftTrigger): (event: ReceivedEvent) => boolean {
  const tests = leavesOf(trigger).map((leaf) => {
    const names = compileEventNames(leaf.expect ?? [], leaf.after ?? []);
    const matching = compileMatching(leaf as EventMatching);
    const isMetric = leaf.type === 'metric';
    return (event: ReceivedEvent): boolean =>
      (isMetric ? event.event.startsWith('prefect.flow-run.') : names.isInteresting(event.event)) &&
      matchesEvent(matching, event);
  });
  return (event) => tests.some((test) => test(event));
}

/** A filter of the log that holds every event the trigger hears, and as few others as it can say. */
function namesOf(trigger: DraftTrigger): EventFilterInput {
  const names = leavesOf(trigger).flatMap((leaf) => {
    if (leaf.type === 'metric') return ['prefect.flow-run.'];
    const expect = leaf.expect ?? [];
    return expect.length === 0 ? [''] : [...expect, ...(leaf.after ?? [])];
  });
  const beginnings = names.map((name) => name.split(/[!*?[]/)[0] ?? '');
  return beginnings.includes('') ? {} : { event: { prefix: beginnings } };
}

/**
 * The events of a span that a trigger hears, the oldest first. Of a span with very many, the newest.
 *
 * @param span - ISO 8601
 */
export async function readHeard(
  trigger: DraftTrigger,
  span: { readonly since: string; readonly until: string },
): Promise<ReceivedEvent[]> {
  const hears = compileHearing(trigger);
  const filter = { occurred: span, ...namesOf(trigger) };
  let page = await ask<EventPage>('/events/filter', { filter, limit: PAGE_SIZE });
  const heard = page.events.filter(hears);
  for (let pages = 1; pages < MOST_PAGES; pages += 1) {
    const token = page.next_page && new URL(page.next_page).searchParams.get('page-token');
    if (!token) break;
    page = await read<EventPage>(`/events/filter/next?page-token=${encodeURIComponent(token)}`);
    heard.push(...page.events.filter(hears));
  }
  return heard.reverse();
}
