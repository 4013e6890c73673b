// Use case: follow the mailbox of a client: what waits in it, then what comes in, in order. A follower stands at a place
// and reads on from it, so there is no seam between the two, and a connection that broke goes on where it was.
import type { MailboxInput } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { eventFeedOf } from '../events/event-feed.js';
import { mailboxBellOf } from './mailbox-bell.js';
import { openMailbox } from './open-mailbox.js';

const PAGE = 200;
/** How often a follower moves on the end of its mailbox. */
const RENEW_MS = 10 * 60_000;

/** An input and its place; or a place alone: everything up to it was given. */
export interface FollowedInput {
  readonly position: number;
  readonly input: MailboxInput | null;
}

/**
 * Inputs behind a place that were not acknowledged, without end. After those that wait already, and whenever nothing came
 * for a while, a bare place. Ends when the reader stops reading or the server stops.
 *
 * @param after - 0: from the first that is held
 */
export async function* followMailbox(
  context: ServiceContext,
  clientId: string,
  { after, idleMs }: { readonly after: number; readonly idleMs: number },
): AsyncGenerator<FollowedInput, void> {
  const bell = mailboxBellOf(context.store);
  const feed = eventFeedOf(context);
  let position = after;
  let renewAtMs = 0;
  // The first look is told of at once, so that the reader knows it has everything that was there.
  let tellAtMs = 0;
  while (!feed.isClosed) {
    const nowMs = context.now().getTime();
    if (nowMs >= renewAtMs) {
      await openMailbox(context, clientId);
      renewAtMs = nowMs + RENEW_MS;
    }
    const { rung, stop } = bell.listen(clientId);
    try {
      const inputs = await context.store.mailboxes.listAfter(clientId, position, PAGE);
      for (const input of inputs) {
        position = input.position;
        yield { position, input };
      }
      if (inputs.length === PAGE) continue;
      if (nowMs >= tellAtMs) yield { position, input: null };
      if (nowMs >= tellAtMs || inputs.length > 0) tellAtMs = nowMs + idleMs;
      await rung();
    } finally {
      stop();
    }
  }
}
