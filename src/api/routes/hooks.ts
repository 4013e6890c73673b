// The addresses of webhooks: open to whoever knows one, in any method that senders use. The body comes as bytes, since a
// signature is over bytes and its kind is the webhook's matter.
import { z } from 'zod';
import type { ServiceContext } from '../../services/service-context.js';
import type { TemplateRenderer } from '../../services/templates/template-renderer.js';
import { receiveWebhook } from '../../services/webhooks/receive-webhook.js';
import { BYTES_CONTENT_TYPE, bytesSchema } from '../bytes.js';
import { HOOKS_PATH } from '../hook-guards.js';
import { answer, defineRoute, type AnyRoute, type RouteMethod } from '../route.js';

const METHODS: readonly RouteMethod[] = ['post', 'get', 'put', 'patch', 'delete'];
const WITH_BODY: ReadonlySet<RouteMethod> = new Set(['post', 'put', 'patch']);

export function hookRoutes(context: ServiceContext, renderer: TemplateRenderer): AnyRoute[] {
  return METHODS.map((method) =>
    defineRoute({
      method,
      path: `${HOOKS_PATH}:slug`,
      tag: 'webhooks',
      summary: 'Makes an event of this request by the template of the webhook at this address.',
      description:
        'Takes JSON, forms, texts and CloudEvents. What the webhook asks for as proof (a key or a signature) goes in the headers.',
      open: true,
      params: z.object({ slug: z.string().max(128) }),
      query: z.looseObject({}),
      ...(WITH_BODY.has(method) ? { body: bytesSchema.optional(), bodyType: BYTES_CONTENT_TYPE } : {}),
      answers: { 204: { description: 'The event was taken in.' } },
      problems: [
        'not-found',
        'forbidden',
        'unauthenticated',
        'webhook-failed',
        'too-many-requests',
        'store-unavailable',
      ],
      handle: async (request) => {
        await receiveWebhook(context, renderer, {
          slug: request.params.slug,
          method: request.method,
          headers: request.headers,
          query: Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, textOf(value)])),
          body: Buffer.from(request.body ?? []),
        });
        return answer(204);
      },
    }),
  );
}

/** Of a name that is given several times the last counts, as in a form. */
function textOf(value: unknown): string {
  return String(Array.isArray(value) ? value.at(-1) : value);
}
