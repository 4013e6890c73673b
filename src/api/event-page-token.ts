// The token of a next page of events: where the walk stands, as text that a client hands back unread. Encoded twice, as
// the reference's is; what comes back is checked like any document, since anybody may write one.
import { z } from 'zod';
import { SluiceError } from '../domain/errors.js';
import { instantSchema } from '../domain/events/event.js';
import { eventFilterSchema } from '../domain/filters/event-filter.js';
import type { EventWalk } from '../services/events/filter-events.js';

const spanSchema = z.strictObject({ since: instantSchema, until: instantSchema });
const walkSchema = z.strictObject({
  filter: eventFilterSchema.required({ occurred: true }).extend({ occurred: spanSchema }),
  count: z.number().int().min(0),
  page_size: z.number().int().min(0).max(50),
  offset: z.number().int().min(0),
  up_to: z.number().int(),
  after: z.strictObject({ occurred: instantSchema, position: z.number().int() }).nullable(),
});

/** The token of a walk. */
export function writePageToken({ filter, ...walk }: EventWalk): string {
  const { since, until, ...rest } = filter;
  const document = JSON.stringify({ ...walk, filter: { ...rest, occurred: { since, until } } });
  return toBase64(toBase64(document));
}

/** The walk of a token. Throws `forbidden` when it is none of ours. */
export function readPageToken(token: string): EventWalk {
  const parsed = walkSchema.safeParse(parseJson(fromBase64(fromBase64(token))));
  if (!parsed.success) throw new SluiceError('forbidden', 'The page token is not one that this server gave.');
  const { filter, ...walk } = parsed.data;
  const { occurred, ...rest } = filter;
  return { ...walk, filter: { ...rest, ...occurred } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
