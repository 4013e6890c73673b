// Sends a notification by a channel whose secrets are in clear by now. One function a kind of block, since what each
// takes is what its service takes.
import { SluiceError } from '../../domain/errors.js';
import type { Notification } from '../../domain/notifications.js';
import { createAddressGuard } from '../outgoing-http/address-guard.js';
import { createOutgoingHttp, type OutgoingHttp, type OutgoingRequest } from '../outgoing-http/outgoing-http.js';
import { createSendMail, type SendMail } from './send-mail.js';

type Data = Readonly<Record<string, unknown>>;

export interface NotificationSenders {
  readonly http: OutgoingHttp;
  readonly sendMail: SendMail;
}

/** @param allowedPrivate - private addresses that notifications may go to; see address-guard.ts */
export function createNotificationSenders(allowedPrivate: readonly string[]): NotificationSenders {
  return { http: createOutgoingHttp(allowedPrivate), sendMail: createSendMail(createAddressGuard(allowedPrivate)) };
}

export interface SendOptions {
  /** Sent to webhooks, so that a repeated call can be told from a second one. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/**
 * Sends by a block's data.
 *
 * @param slug - `slack-webhook`, `ms-teams-webhook`, `webhook` or `email-server-credentials`
 * @returns the status that the service answered with; null for mail
 * @throws `outgoing-failed` when the service cannot be reached or answers other than 2xx (its `details.status`; with
 * `details.permanent` it will say the same the next time);
 * `outgoing-refused` for an address that may not be called; `definition-invalid` for data that is not the kind's
 */
export async function sendNotification(
  senders: NotificationSenders,
  slug: string,
  data: Data,
  notification: Notification,
  options: SendOptions = {},
): Promise<number | null> {
  const call = (request: Omit<OutgoingRequest, 'url'>) => callHook(senders.http, data, request, options);
  switch (slug) {
    case 'slack-webhook':
      return call(json(slackMessage(notification, data['notify_type'])));
    case 'ms-teams-webhook':
      return call(json(teamsMessage(notification, data['notify_type'])));
    case 'webhook':
      return callWebhook(call, data, notification, options);
    case 'email-server-credentials':
      await senders.sendMail(data, notification);
      return null;
    default:
      throw new SluiceError('definition-invalid', `A block of the type '${slug}' cannot send notifications.`);
  }
}

function callWebhook(
  call: (request: Omit<OutgoingRequest, 'url'>) => Promise<number>,
  data: Data,
  notification: Notification,
  { idempotencyKey }: SendOptions,
): Promise<number> {
  const method = typeof data['method'] === 'string' ? data['method'] : 'POST';
  const own = (data['headers'] ?? {}) as Record<string, string>;
  const key: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  const { body, headers } = json(notification);
  if (method === 'GET') return call({ method, headers: { ...key, ...own } });
  return call({ method, body, headers: { ...headers, ...key, ...own } });
}

async function callHook(
  http: OutgoingHttp,
  data: Data,
  request: Omit<OutgoingRequest, 'url'>,
  { signal }: SendOptions,
): Promise<number> {
  const { url } = data;
  if (typeof url !== 'string') {
    throw new SluiceError('definition-invalid', `Expected the block's 'url' to be a text, found ${typeof url}.`);
  }
  const allowPrivate = data['allow_private_urls'] !== false;
  const { status, text } = await http.send({ ...request, url, signal, allowPrivate, verify: data['verify'] !== false });
  if (status >= 200 && status < 300) return status;
  const { host } = new URL(url);
  const message = `${host} answered the notification with status ${status}: ${text.slice(0, 200)}`;
  throw new SluiceError('outgoing-failed', message, { details: { host, status } });
}

function json(document: unknown): { readonly body: string; readonly headers: Record<string, string> } {
  return { body: JSON.stringify(document), headers: { 'content-type': 'application/json' } };
}

/** The block's `notify_type` in the colours of each service. */
const SLACK_COLORS: Readonly<Record<string, string>> = {
  info: '#3AA3E3',
  success: '#2eb67d',
  warning: '#ecb22e',
  failure: '#e01e5a',
};
const TEAMS_COLORS: Readonly<Record<string, string>> = { success: 'Good', warning: 'Warning', failure: 'Attention' };

function colorOf(colors: Readonly<Record<string, string>>, notifyType: unknown): string | undefined {
  return typeof notifyType === 'string' ? colors[notifyType] : undefined;
}

/** One attachment, as the reference's blocks send it: others that read such messages read ours. */
function slackMessage({ subject, body }: Notification, notifyType: unknown): unknown {
  const attachment = {
    title: subject,
    text: body,
    fallback: `${subject}\n${body}`,
    color: colorOf(SLACK_COLORS, notifyType) ?? SLACK_COLORS['info'],
    mrkdwn_in: ['text'],
    footer: 'Sluice Notifications',
    ts: Math.floor(Date.now() / 1000),
  };
  return { mrkdwn: true, attachments: [attachment] };
}

/** An adaptive card: what both kinds of Teams webhook (connector and workflow) show. */
function teamsMessage({ subject, body }: Notification, notifyType: unknown): unknown {
  const color = colorOf(TEAMS_COLORS, notifyType);
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
  const content = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    body: [
      block(subject, { weight: 'Bolder', size: 'Medium', ...(color === undefined ? {} : { color }) }),
      block(body),
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
