// A notification on its way out: what it says, and the channel it goes by. Addresses may be handles to secrets or the
// names of blocks, so that none stands in a history.
import { z } from 'zod';
import { secretReferenceSchema } from './secret-references.js';

const textOrSecret = z.union([z.string(), secretReferenceSchema]);
/** An address, or the name of the block that has it. */
const targetSchema = z.union([z.object({ url: textOrSecret }), z.object({ block: z.string() })]);
export type NotificationTarget = z.output<typeof targetSchema>;

export const notificationChannelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slack'), target: targetSchema }),
  z.object({ type: z.literal('teams'), target: targetSchema }),
  z.object({
    type: z.literal('webhook'),
    target: targetSchema,
    /** @default the block's, or POST */
    method: z.string().nullish(),
    /** Beside the block's. */
    headers: z.record(z.string(), textOrSecret).nullish(),
  }),
  z.object({
    type: z.literal('email'),
    block: z.string(),
    /** @default the block's */
    to: z.array(z.string()).nullish(),
  }),
]);
export type NotificationChannel = z.output<typeof notificationChannelSchema>;

export interface Notification {
  readonly subject: string;
  readonly body: string;
}

/** The slugs of the block types that a channel's block may have. */
export const CHANNEL_BLOCK_SLUGS = {
  slack: 'slack-webhook',
  teams: 'ms-teams-webhook',
  webhook: 'webhook',
  email: 'email-server-credentials',
} as const satisfies Record<NotificationChannel['type'], string>;

/** A request to notify, as flow code makes it. */
export interface NotifyRequest {
  readonly channel: NotificationChannel;
  readonly notification: Notification;
}
