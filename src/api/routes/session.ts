// Signing a browser in and out. The credentials are seen once; what the browser keeps is a cookie that scripts cannot
// read, and what changes something needs the CSRF token beside it.
import { z } from 'zod';
import { SluiceError } from '../../domain/errors.js';
import type { ApiConfig } from '../api-config.js';
import { isAcceptedToken } from '../caller.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import {
  csrfTokenOf,
  findSessionCookie,
  readSessionToken,
  SESSION_COOKIE,
  SESSION_SECONDS,
  writeSessionToken,
} from '../session-token.js';
import { SESSION_PATH } from '../sign-in.js';

const tag = 'server';
const path = SESSION_PATH.replace('/api', '');
const sessionSchema = z.object({
  /** The server asks for credentials. */
  required: z.boolean(),
  signed_in: z.boolean(),
  user: z.string().nullable(),
  /** To be sent as `x-sluice-csrf` with whatever changes something. */
  csrf_token: z.string().nullable(),
});

type SessionRequest = { header(name: string): string | undefined; readonly receivedAtMs: number };

export function sessionRoutes(config: ApiConfig): AnyRoute[] {
  const required = config.apiKey !== null || config.authString !== null;
  const read = (request: SessionRequest) => {
    const token = findSessionCookie(request.header('cookie'));
    const facts = token === undefined ? null : readSessionToken(token, request.receivedAtMs, config);
    if (token === undefined || facts === null) return { required, signed_in: false, user: null, csrf_token: null };
    return { required, signed_in: true, user: facts.user, csrf_token: csrfTokenOf(token, config) };
  };
  return [
    defineRoute({
      method: 'get',
      path,
      tag,
      summary: 'Whether this browser is signed in. Open to everybody.',
      answers: { 200: { description: 'The session, or that there is none.', schema: sessionSchema } },
      handle: (request) => answer(200, read(request)),
    }),
    defineRoute({
      method: 'post',
      path,
      tag,
      summary: 'Signs a browser in with the API key or with `user:password`.',
      body: z.strictObject({
        secret: z.string().min(1).max(4096),
        /** For the decision record. */
        user: z.string().trim().max(200).nullish(),
      }),
      answers: { 201: { description: 'Signed in; the cookie is set.', schema: sessionSchema } },
      problems: ['too-many-requests'],
      handle: ({ body, ...request }) => {
        if (!isAcceptedToken(body.secret, config)) {
          throw new SluiceError('unauthenticated', 'This is neither the API key nor the user name and password.');
        }
        const user = body.user || (body.secret === config.authString ? (body.secret.split(':')[0] ?? null) : null);
        const facts = { user, untilMs: request.receivedAtMs + SESSION_SECONDS * 1000 };
        const token = writeSessionToken(facts, config);
        const session = { required, signed_in: true, user, csrf_token: csrfTokenOf(token, config) };
        return {
          ...answer(201, session),
          headers: { 'set-cookie': cookie(token, SESSION_SECONDS, request.header('x-forwarded-proto') === 'https') },
        };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      tag,
      summary: 'Signs this browser out.',
      answers: { 204: { description: 'Signed out.' } },
      handle: () => ({ status: 204, headers: { 'set-cookie': cookie('', 0, false) } }),
    }),
  ];
}

function cookie(value: string, seconds: number, secure: boolean): string {
  return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
}
