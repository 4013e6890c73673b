// Webhooks over HTTP: their documents, and the dry run that shows what a template makes of a request. Where requests go is in
// hooks.ts.
import { z } from 'zod';
import { eventSchema } from '../../domain/events/event.js';
import {
  webhookCreateSchema,
  webhookDryRunSchema,
  webhookFilterSchema,
  webhookRotateSchema,
  webhookSchema,
  webhookTemplateSchema,
  webhookUpdateSchema,
  webhookWithSecretSchema,
} from '../../domain/webhooks/webhook.js';
import type { ServiceContext } from '../../services/service-context.js';
import type { TemplateRenderer } from '../../services/templates/template-renderer.js';
import { dryRunWebhook } from '../../services/webhooks/receive-webhook.js';
import {
  countWebhooks,
  createWebhook,
  deleteWebhook,
  filterWebhooks,
  findWebhook,
  readWebhook,
  rotateWebhook,
  updateWebhook,
  type WebhookAddress,
} from '../../services/webhooks/webhooks.js';
import { idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'webhooks';
const webhooks = webhookFilterSchema.nullish();
const nameParams = z.object({ name: z.string() });
/** The event as it would be emitted, and what the template gave. */
const madeEventSchema = z.object({ event: eventSchema, rendered: z.string() });
const dryRunAnswers = { 200: { description: 'What it would emit.', schema: madeEventSchema } };

export function webhookRoutes(context: ServiceContext, renderer: TemplateRenderer): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/webhooks/',
      tag,
      summary: 'Creates a webhook; the answer has its secret, this once.',
      body: webhookCreateSchema,
      answers: { 201: { description: 'Created.', schema: webhookWithSecretSchema } },
      problems: ['conflict'],
      handle: async ({ body }) => answer(201, await createWebhook(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/filter',
      tag,
      summary: 'Lists webhooks by name.',
      body: optionalParts({ webhooks, limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The webhooks that fit.', schema: z.array(webhookSchema) } },
      handle: async ({ body }) => answer(200, await filterWebhooks(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/count',
      tag,
      summary: 'Counts webhooks.',
      body: optionalParts({ webhooks }),
      answers: { 200: { description: 'How many fit.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countWebhooks(context, body.webhooks)),
    }),
    defineRoute({
      method: 'post',
      path: '/webhooks/dry_run',
      tag,
      summary: 'Shows what a template makes of a request; nothing is emitted.',
      body: webhookDryRunSchema.extend({ template: webhookTemplateSchema }),
      answers: dryRunAnswers,
      problems: ['webhook-failed', 'too-many-requests'],
      handle: async ({ body: { template, ...request } }) => {
        const draft = { id: context.newId(), name: 'draft', template };
        return answer(200, await dryRunWebhook(context, renderer, draft, request));
      },
    }),
    ...addressed(context, renderer, '/webhooks/name/:name', nameParams, 'a webhook by its name'),
    ...addressed(context, renderer, '/webhooks/:id', idParams, 'a webhook'),
  ];
}

function addressed<Address extends WebhookAddress>(
  context: ServiceContext,
  renderer: TemplateRenderer,
  path: string,
  params: z.ZodType<Address>,
  what: string,
): AnyRoute[] {
  const shared = { path, tag, params } as const;
  const change = (method: 'put' | 'patch') =>
    defineRoute({
      ...shared,
      method,
      summary: `Changes ${what}: what is absent stays as it is. \`enabled\` pauses it and lets it go on.`,
      body: webhookUpdateSchema,
      answers: { 200: { description: 'As it is now.', schema: webhookWithSecretSchema } },
      problems: ['not-found', 'conflict'],
      handle: async (request) => answer(200, await updateWebhook(context, request.params, request.body)),
    });
  return [
    defineRoute({
      ...shared,
      method: 'get',
      summary: `Reads ${what}.`,
      answers: { 200: { description: 'The webhook.', schema: webhookSchema } },
      problems: ['not-found'],
      handle: async (request) => answer(200, await readWebhook(context, request.params)),
    }),
    change('put'),
    change('patch'),
    defineRoute({
      ...shared,
      method: 'delete',
      summary: `Deletes ${what}; its address answers no more.`,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async (request) => {
        await deleteWebhook(context, request.params);
        return answer(204);
      },
    }),
    defineRoute({
      ...shared,
      path: `${path}/rotate`,
      method: 'post',
      summary: `Makes the address of ${what} anew, or its secret; the old one counts no more.`,
      body: webhookRotateSchema.prefault({}),
      answers: { 200: { description: 'As it is now.', schema: webhookWithSecretSchema } },
      problems: ['not-found'],
      handle: async (request) => answer(200, await rotateWebhook(context, request.params, request.body)),
    }),
    defineRoute({
      ...shared,
      path: `${path}/dry_run`,
      method: 'post',
      summary: `Shows what ${what} makes of a request; nothing is emitted.`,
      body: webhookDryRunSchema,
      answers: dryRunAnswers,
      problems: ['not-found', 'webhook-failed', 'too-many-requests'],
      handle: async (request) => {
        const webhook = await findWebhook(context, request.params);
        return answer(200, await dryRunWebhook(context, renderer, webhook, request.body));
      },
    }),
  ];
}
