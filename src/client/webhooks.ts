// Webhooks in, as programs manage them. What is sent to a webhook's address goes there by itself and not through here.
import type { Event } from '../domain/events/event.js';
import type { Webhook, WebhookVerification, WebhookWithSecret } from '../domain/webhooks/webhook.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';

/** A webhook by its id or its name. */
export type WebhookReference = { readonly id: string } | { readonly name: string };

export interface WebhookFields {
  readonly name: string;
  /** Jinja text that gives a JSON object with `event` and `resource`, over `body`, `headers`, `method` and `query`. */
  readonly template: string;
  readonly description?: string;
  /** @default true */
  readonly enabled?: boolean;
  /** How a request shows that it may. @default 'none' */
  readonly verification?: WebhookVerification;
  /** @default one that is made, where the verification needs one */
  readonly secret?: string;
}

/** A request to try a template on. */
export interface TriedRequest {
  /** @default 'POST' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export interface TriedEvent {
  readonly event: Event;
  /** What the template gave. */
  readonly rendered: string;
}

export interface WebhooksClient {
  /** The answer has the secret, this once. Throws `conflict` when the name is taken, `request-invalid`. */
  create(webhook: WebhookFields): Promise<WebhookWithSecret>;
  /** By name. */
  list(options?: { readonly limit?: number; readonly offset?: number }): Promise<Webhook[]>;
  /** Throws `not-found`. */
  read(webhook: WebhookReference): Promise<Webhook>;
  /** Changes what is given. Throws `not-found`, `conflict`. */
  update(webhook: WebhookReference, fields: Partial<WebhookFields>): Promise<WebhookWithSecret>;
  /** Makes the address anew (by default), or the secret, or both. Throws `not-found`. */
  rotate(webhook: WebhookReference, what?: { slug?: boolean; secret?: boolean }): Promise<WebhookWithSecret>;
  /** Throws `not-found`. */
  delete(webhook: WebhookReference): Promise<void>;
  /** The event that a webhook, or a template, would make of a request; none is emitted. Throws `webhook-failed`. */
  dryRun(of: WebhookReference | { readonly template: string }, request?: TriedRequest): Promise<TriedEvent>;
}

/** The calls about webhooks. */
export function createWebhooksClient(transport: Transport): WebhooksClient {
  type Call = Parameters<Transport['send']>[0];
  const send = async <Document>(call: Call): Promise<Document> => (await transport.send<Document>(call)).document;
  const pathOf = (webhook: WebhookReference): string =>
    'id' in webhook
      ? `/webhooks/${encodeURIComponent(webhook.id)}`
      : `/webhooks/name/${encodeURIComponent(webhook.name)}`;
  return {
    create: (body) => send({ method: 'POST', path: '/webhooks/', body }),
    list: (options = {}) => listAll<Webhook>(transport, '/webhooks/filter', {}, options),
    read: (webhook) => send({ method: 'GET', path: pathOf(webhook) }),
    update: (webhook, body) => send({ method: 'PATCH', path: pathOf(webhook), body }),
    rotate: (webhook, body = {}) => send({ method: 'POST', path: `${pathOf(webhook)}/rotate`, body }),
    async delete(webhook) {
      await send({ method: 'DELETE', path: pathOf(webhook) });
    },
    dryRun: (of, request = {}) =>
      'template' in of
        ? send({ method: 'POST', path: '/webhooks/dry_run', body: { ...request, template: of.template } })
        : send({ method: 'POST', path: `${pathOf(of)}/dry_run`, body: request }),
  };
}
