// The event that a webhook makes of a request: its template is rendered, the output is read, and what is absent is filled
// in. Both the door and the dry run end here, so that what is shown is what would be emitted.
import { describeFields, fieldErrorsOf } from '../../domain/field-errors.js';
import { SluiceError } from '../../domain/errors.js';
import { eventSchema, RESOURCE_ID_LABEL, RESOURCE_NAME_LABEL, RESOURCE_ROLE_LABEL } from '../../domain/events/event.js';
import type { Event } from '../../domain/events/event.js';
import { TemplateError } from '../../domain/templates/template-error.js';
import { readWebhookRequest, type RawRequest, type WebhookRequest } from '../../domain/webhooks/webhook-request.js';
import { planTemplate } from '../../domain/webhooks/webhook-template.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import type { TemplateRenderer } from '../templates/template-renderer.js';
import { readCloudEvent } from './read-cloud-event.js';

/** What names a webhook in its events. */
export interface WebhookSource {
  readonly id: string;
  readonly name: string;
  readonly template: string;
}

export interface MadeEvent {
  readonly event: Event;
  /** What the template gave. */
  readonly rendered: string;
}

/** The resource that stands for a webhook, without its role. */
export function webhookResource({ id, name }: Pick<WebhookSource, 'id' | 'name'>): Record<string, string> {
  return { [RESOURCE_ID_LABEL]: `prefect-cloud.webhook.${id}`, [RESOURCE_NAME_LABEL]: name };
}

/**
 * Makes the event.
 *
 * @param eventId - the id of an event whose template gives none
 * @throws `webhook-failed` with what the template gave (`details.rendered`), `too-many-requests` when templates queue
 */
export async function makeEvent(
  context: ServiceContext,
  renderer: TemplateRenderer,
  webhook: WebhookSource,
  raw: RawRequest,
  eventId: string = context.newId(),
): Promise<MadeEvent> {
  const request = readWebhookRequest(raw);
  const rendered = await render(renderer, webhook.template, request, raw);
  const given = readObject(rendered);
  const { method, headers, body, query } = request;
  const asked = Object.keys(query).length === 0 ? {} : { query };
  const related: unknown[] = Array.isArray(given['related']) ? given['related'] : [];
  const parsed = eventSchema.safeParse({
    ...given,
    id: given['id'] ?? eventId,
    occurred: given['occurred'] ?? nowInstant(context),
    payload: given['payload'] ?? { method, headers, body, ...asked },
    related: [...related, { ...webhookResource(webhook), [RESOURCE_ROLE_LABEL]: 'webhook' }],
  });
  if (parsed.success) return { event: parsed.data, rendered };
  const fields = fieldErrorsOf(parsed.error);
  const sentences = describeFields(fields);
  throw failure(`The template gave no event: ${sentences}.`, rendered, fields);
}

async function render(
  renderer: TemplateRenderer,
  template: string,
  { method, headers, query, bodyJson }: WebhookRequest,
  raw: RawRequest,
): Promise<string> {
  const plan = planTemplate(template);
  const context = { request: { method, headers, query, bodyJson, cloudEvent: readCloudEvent(raw) } };
  try {
    return plan.assemble(plan.templates.length === 0 ? [] : await renderer.render(plan.templates, context));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const place = error.line > 0 ? ` in line ${error.line}` : '';
    throw failure(`The template failed${place}: ${error.pythonType}: ${error.message}`, null);
  }
}

function readObject(rendered: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(rendered);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure(`The template gave no JSON: ${reason}.`, rendered);
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
    return document as Record<string, unknown>;
  }
  throw failure('The template gave JSON that is no object.', rendered);
}

function failure(message: string, rendered: string | null, fields: SluiceError['fields'] = []): SluiceError {
  return new SluiceError('webhook-failed', message, { fields, details: rendered === null ? {} : { rendered } });
}
