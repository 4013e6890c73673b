// Large values of workers elsewhere: bytes in, bytes out, under the digest of themselves.
import { z } from 'zod';
import { getPayload, putPayload } from '../../services/payloads/payloads.js';
import type { ServiceContext } from '../../services/service-context.js';
import { BYTES_CONTENT_TYPE, bytesSchema } from '../bytes.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'workers';
const params = z.object({ key: z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of a value, in hexadecimal') });
const query = z.object({
  owner: z.string().min(1).max(1000).optional().describe('The id of the workflow that needs the value.'),
});

export function payloadRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/platform/payloads/:key',
      tag,
      summary: 'Keeps a value that is too large for Temporal, under its SHA-256.',
      workersOnly: true,
      params,
      query,
      body: bytesSchema,
      bodyType: BYTES_CONTENT_TYPE,
      answers: { 204: { description: 'Kept, as long as Temporal knows its owner; for good without one.' } },
      handle: async ({ params: { key }, query: { owner }, body }) => {
        await putPayload(context, key, body, owner ?? null);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/platform/payloads/:key',
      tag,
      summary: 'Gives a large value.',
      workersOnly: true,
      params,
      answers: { 200: { description: 'The value.', schema: bytesSchema, contentType: BYTES_CONTENT_TYPE } },
      problems: ['not-found'],
      handle: async ({ params: { key } }) => ({
        status: 200,
        contentType: BYTES_CONTENT_TYPE,
        body: Buffer.from(await getPayload(context, key)),
      }),
    }),
  ];
}
