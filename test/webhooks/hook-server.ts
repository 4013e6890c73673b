// What the tests of webhooks share: a webhook on a real server, requests to its address, and the events they became.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import type { WebhookWithSecret } from '../../src/domain/webhooks/webhook.js';
import type { TestServer } from '../api/server.js';

/** The template of the guide. */
export const SEED_TEMPLATE = `{
    "event": "model-update",
    "resource": {
        "prefect.resource.id": "product.models.{{ body.model_id}}",
        "prefect.resource.name": "{{ body.friendly_name }}",
        "run_count": "{{body.run_count}}"
    }
}`;

/** A template whose event has the given name and passes `data` on as text. */
export const templateOf = (event: string, data = '{{ body.data }}'): string =>
  JSON.stringify({ event, resource: { 'prefect.resource.id': 'r', data } });

export const newName = (): string => `hook-${randomUUID()}`;

export async function createHook(
  server: TestServer,
  body: Readonly<Record<string, unknown>> = {},
): Promise<WebhookWithSecret> {
  const reply = await server.post('/api/webhooks/', { name: newName(), template: SEED_TEMPLATE, ...body });
  expect(reply.status, reply.text).toBe(201);
  return reply.body as unknown as WebhookWithSecret;
}

/** Events by their name, newest first. */
export async function eventsOf(
  server: TestServer,
  filter: Readonly<Record<string, unknown>>,
): Promise<ReceivedEvent[]> {
  const { body } = await server.post('/api/events/filter', { filter, limit: 50 });
  return (body as unknown as { events: ReceivedEvent[] }).events;
}

export const eventsOfHook = (server: TestServer, { id }: { readonly id: string }): Promise<ReceivedEvent[]> =>
  eventsOf(server, { any_resource: { id: [`prefect-cloud.webhook.${id}`] } });
