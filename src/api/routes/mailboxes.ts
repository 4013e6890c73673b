// Mailboxes of clients outside flows, over HTTP: what flow runs answer them, as server-sent events.
import { z } from 'zod';
import { acknowledgeInputs } from '../../services/mailboxes/acknowledge-inputs.js';
import { followMailbox } from '../../services/mailboxes/follow-mailbox.js';
import { openMailbox } from '../../services/mailboxes/open-mailbox.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import {
  answerStream,
  HEARTBEAT_MS,
  lastEventIdQuery,
  readLastPosition,
  STREAM_ANSWER,
  writeMessage,
} from '../server-sent-events.js';

const tag = 'mailboxes';
const MOST_KEYS = 1000;

export function mailboxRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/mailboxes/:id',
      tag,
      summary: 'Opens the mailbox of a client, or keeps it for another 24 hours.',
      description: 'A client that sends or listens opens it by that; this is for one that has runs write to it first.',
      params: idParams,
      answers: { 204: { description: 'Open.' } },
      handle: async ({ params }) => {
        await openMailbox(context, params.id);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/mailboxes/:id/stream',
      tag,
      summary: 'What flow runs send to a client outside flows, as server-sent events.',
      description:
        'The client chooses its id, a UUID, and sends to runs as `sluice.client.{id}`; what they respond waits here. Each event is one input, `{key, value, sender}` with the value as JSON text, and its id is its place: a client that connects again sends the last one it got (`Last-Event-ID`) and goes on behind it. An id without data says that everything up to there was given. Inputs are kept until they are acknowledged, as many as may be unread for a run, and until the client has neither listened nor sent for 24 hours.',
      params: idParams,
      query: z.object({ last_event_id: lastEventIdQuery }),
      answers: { 200: STREAM_ANSWER },
      handle: ({ params, query, ...request }) => {
        const after = readLastPosition(request.header('last-event-id'), query.last_event_id) ?? 0;
        return answerStream(mailboxStream(context, params.id, after));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/mailboxes/:id/acknowledge',
      tag,
      summary: 'Says which inputs the client has received; they are kept no longer.',
      params: idParams,
      body: z.object({ keys: z.array(z.string()).max(MOST_KEYS) }),
      answers: { 204: { description: 'Done. Keys that are not there change nothing.' } },
      handle: async ({ params, body }) => {
        await acknowledgeInputs(context, params.id, body.keys);
        return answer(204);
      },
    }),
  ];
}

async function* mailboxStream(context: ServiceContext, id: string, after: number): AsyncGenerator<string, void> {
  for await (const { position, input } of followMailbox(context, id, { after, idleMs: HEARTBEAT_MS })) {
    yield writeMessage(position, input && { key: input.key, value: input.value, sender: input.sender });
  }
}
