// Use case: a request came to the address of a webhook. It is checked, made an event of and taken in; what could be made no
// event of is told by an event as well, so that somebody notices. And the dry run, which stops before the last step.
import { SluiceError, isSluiceError } from '../../domain/errors.js';
import { deriveId } from '../../domain/ids.js';
import { readWebhookRequest, type RawRequest } from '../../domain/webhooks/webhook-request.js';
import type { WebhookDryRun } from '../../domain/webhooks/webhook.js';
import type { StoredWebhook } from '../../store/store.js';
import { receiveEvents } from '../events/receive-events.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import type { TemplateRenderer } from '../templates/template-renderer.js';
import { makeEvent, webhookResource, type MadeEvent, type WebhookSource } from './make-event.js';
import { verifyRequest } from './verify-request.js';
import { digestOf, openSecret } from './webhook-secrets.js';

/** A request as it came in, with the bytes that a signature is over. */
export interface IncomingRequest extends Omit<RawRequest, 'bodyText'> {
  readonly slug: string;
  readonly body: Buffer;
}

/** What the event of a request that failed is called; the reference's name. */
export const WEBHOOK_FAILED_EVENT = 'prefect-cloud.webhook.failed';
/** Of a body or a rendering, in the event of a failure. */
const MOST_SHOWN_CHARACTERS = 16_000;

/**
 * Takes a request in.
 *
 * @throws `not-found` for a slug of no webhook, `forbidden` when it is paused, `unauthenticated` when the request does not
 * show what the webhook asks for, `webhook-failed` when it makes no event, `too-many-requests` when events queue
 */
export async function receiveWebhook(
  context: ServiceContext,
  renderer: TemplateRenderer,
  request: IncomingRequest,
): Promise<void> {
  const webhook = await context.store.webhooks.findBySlugDigest(digestOf(request.slug));
  if (!webhook) throw new SluiceError('not-found', 'There is no webhook at this address.');
  if (!webhook.enabled) throw new SluiceError('forbidden', 'The webhook is paused.');
  const deliveryId = assertVerified(context, webhook, request);
  const raw: RawRequest = { ...request, bodyText: request.body.toString('utf8') };
  // A request that its sender sends again is the same event.
  const eventId = deliveryId === null ? undefined : deriveId('webhook-delivery', webhook.id, deliveryId);
  try {
    const { event } = await makeEvent(context, renderer, webhook, raw, eventId);
    await receiveEvents(context, [event]);
  } catch (error) {
    const failure = asFailure(error);
    if (failure === null) throw error;
    await tellFailure(context, webhook, raw, failure);
    throw failure;
  }
}

/** What a webhook, or a template that is none's yet, makes of a request. Throws `webhook-failed`. */
export async function dryRunWebhook(
  context: ServiceContext,
  renderer: TemplateRenderer,
  webhook: WebhookSource,
  { method, headers, query, body }: WebhookDryRun,
): Promise<MadeEvent> {
  const isText = typeof body === 'string';
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const typed: Record<string, string> = body === undefined || isText ? {} : { 'content-type': 'application/json' };
  const bodyText = body === undefined ? '' : isText ? body : JSON.stringify(body);
  return makeEvent(context, renderer, webhook, { method, headers: { ...typed, ...lowered }, query, bodyText });
}

function assertVerified(context: ServiceContext, webhook: StoredWebhook, request: IncomingRequest): string | null {
  const secret = webhook.verification === 'none' ? null : openSecret(context, webhook);
  const result = verifyRequest(webhook.verification, secret, request, context.now().getTime());
  if (result.verified) return result.deliveryId;
  throw new SluiceError('unauthenticated', `The request does not show that it may: ${result.reason}.`);
}

/** An event past the limits of events is a failure of the webhook as well. */
function asFailure(error: unknown): SluiceError | null {
  if (isSluiceError(error, 'webhook-failed')) return error;
  if (!isSluiceError(error, 'request-invalid')) return null;
  return new SluiceError('webhook-failed', error.message, { fields: error.fields });
}

async function tellFailure(
  context: ServiceContext,
  webhook: StoredWebhook,
  raw: RawRequest,
  failure: SluiceError,
): Promise<void> {
  const { rendered } = failure.details;
  const { method, headers } = readWebhookRequest({ ...raw, bodyText: '' });
  await receiveEvents(context, [
    {
      id: context.newId(),
      occurred: nowInstant(context),
      event: WEBHOOK_FAILED_EVENT,
      resource: webhookResource(webhook),
      related: [],
      payload: {
        method,
        headers,
        body: raw.bodyText.slice(0, MOST_SHOWN_CHARACTERS),
        rendered: typeof rendered === 'string' ? rendered.slice(0, MOST_SHOWN_CHARACTERS) : null,
        error: failure.message,
      },
      follows: null,
    },
  ]);
}
