// Trying a block out over HTTP. Apart from the blocks' own addresses, since this one speaks to other servers.
import { z } from 'zod';
import { blockTrialSchema } from '../../domain/blocks/block-trial.js';
import { tryBlock } from '../../services/blocks/try-block.js';
import type { NotificationSenders } from '../../services/notifications/send-notification.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

export function blockTrialRoutes(context: ServiceContext, senders: NotificationSenders): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/block_documents/:id/try',
      tag: 'blocks',
      summary: 'Sends a test message by a block: Slack, Teams, a webhook or mail.',
      description:
        'It goes the way that notifications go, so an address that is not public is called only where the server was told to allow it. What came of it is the answer, also when nothing could be sent. A mail needs somebody to go to, `to`; the other kinds have their address in the block.',
      params: idParams,
      body: optionalParts({ to: z.email().nullish() }),
      answers: { 200: { description: 'Whether it was sent, and what came back.', schema: blockTrialSchema } },
      problems: ['not-found', 'definition-invalid'],
      handle: async ({ params, body }) => answer(200, await tryBlock(context, senders, params.id, body.to ?? null)),
    }),
  ];
}
