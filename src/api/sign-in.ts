// How a request with a session cookie is let in, and how often somebody may try to get one. Apart from authenticate.ts,
// which reads the credentials of programs.
import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { SluiceError } from '../domain/errors.js';
import type { Caller, Credentials } from './caller.js';
import { findSessionCookie, isCsrfTokenOf, readSessionToken } from './session-token.js';

/** Asked and answered without credentials. */
export const SESSION_PATH = '/api/session';
const CSRF_HEADER = 'x-sluice-csrf';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const ATTEMPTS_PER_MINUTE = 20;

/**
 * The caller that a session cookie proves; null without one.
 *
 * @throws `forbidden` when it would change something and the CSRF token is not beside the cookie
 */
export function callerOfSession(request: Request, nowMs: number, credentials: Credentials): Caller | null {
  const token = findSessionCookie(request.headers.cookie);
  const facts = token === undefined ? null : readSessionToken(token, nowMs, credentials);
  if (token === undefined || facts === null) return null;
  if (!SAFE_METHODS.has(request.method) && !isCsrfTokenOf(request.get(CSRF_HEADER), token, credentials)) {
    throw new SluiceError(
      'forbidden',
      `A signed-in browser must send its token in ${CSRF_HEADER}; load the page again.`,
    );
  }
  return { kind: 'session', user: facts.user };
}

/** Slows down whoever guesses: so many attempts a minute from one address. */
export function limitSignIn(): RequestHandler {
  const limit = rateLimit({
    windowMs: 60_000,
    limit: ATTEMPTS_PER_MINUTE,
    skipSuccessfulRequests: true,
    legacyHeaders: false,
    handler: () => {
      throw new SluiceError('too-many-requests', 'Too many attempts to sign in; wait a minute.', {
        details: { retry_after_seconds: 60 },
      });
    },
  });
  return (request, response, next) => {
    if (request.method !== 'POST' || request.path !== SESSION_PATH) return next();
    void limit(request, response, next);
  };
}
