// Is the server there, is it ready, and which versions does it speak: what probes and the reference's clients ask first.
import { z } from 'zod';
import { checkReadiness } from '../../services/check-readiness.js';
import type { ServiceContext } from '../../services/service-context.js';
import type { ApiConfig } from '../api-config.js';
import { API_VERSION, COMPATIBLE_PACKAGE_VERSION } from '../api-version.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'server';

/** The one route that looks at no caller. */
export function healthRoutes(): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health',
      tag,
      summary: 'Whether the process answers at all. Open to everybody.',
      open: true,
      answers: { 200: { description: 'It does.', schema: z.literal(true) } },
      handle: () => answer(200, true),
    }),
  ];
}

/** Readiness, versions, and what the reference's clients ask before their first write. */
export function serverRoutes(context: ServiceContext, { temporalUi }: Pick<ApiConfig, 'temporalUi'>): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/ready',
      tag,
      summary: 'Whether the store and Temporal can be reached.',
      answers: {
        200: { description: 'Both can.', schema: z.object({ message: z.literal('OK') }) },
        503: { description: 'One cannot; the sentence names it.', schema: z.object({ message: z.string() }) },
      },
      handle: async () => {
        const { store, temporal } = await checkReadiness(context);
        if (!store) return answer(503, { message: 'Database is not available' });
        return temporal ? answer(200, { message: 'OK' }) : answer(503, { message: 'Temporal is not available' });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/hello',
      tag,
      summary: 'A greeting.',
      answers: { 200: { description: 'Hello.', schema: z.string() } },
      handle: () => answer(200, '👋'),
    }),
    defineRoute({
      method: 'get',
      path: '/version',
      tag,
      summary: 'The version of the reference API that these documents follow.',
      answers: { 200: { description: 'The version.', schema: z.string() } },
      handle: () => answer(200, API_VERSION),
    }),
    defineRoute({
      method: 'get',
      path: '/admin/version',
      tag,
      summary: 'The version of the reference server that this one is compatible with.',
      description:
        "The reference's clients refuse a server whose major version is not their own. For Sluice's own version see `info.version` of this document.",
      answers: { 200: { description: 'The version.', schema: z.string() } },
      handle: () => answer(200, COMPATIBLE_PACKAGE_VERSION),
    }),
    defineRoute({
      method: 'get',
      path: '/temporal',
      tag,
      summary: "Where Temporal's Web UI shows the workflows behind flow runs.",
      answers: {
        200: {
          description: 'Its address and the namespace; `ui` is null when the server was told none.',
          schema: z.object({ ui: z.object({ url: z.string(), namespace: z.string() }).nullable() }),
        },
      },
      handle: () => answer(200, { ui: temporalUi }),
    }),
    defineRoute({
      method: 'get',
      path: '/admin/storage',
      tag,
      summary: "Where the reference's clients keep results unless told otherwise: on their own side.",
      answers: {
        200: { description: 'No block.', schema: z.object({ default_result_storage_block_id: z.null() }) },
      },
      handle: () => answer(200, { default_result_storage_block_id: null }),
    }),
    defineRoute({
      method: 'get',
      path: '/csrf-token',
      tag,
      summary: "Tells the reference's clients that no CSRF token is needed.",
      description: 'Browser-borne requests are refused by their Host, Origin and Sec-Fetch-Site headers instead.',
      answers: { 422: { description: 'Always.', schema: z.object({ detail: z.string() }) } },
      handle: () => answer(422, { detail: 'CSRF protection is disabled.' }),
    }),
  ];
}
