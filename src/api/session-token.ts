// Sessions of browsers without a place to keep them: a token says until when it holds and for whom, signed with a key made
// from the server's own credentials, so that changing those ends every session. Pure but for the key.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credentials } from './caller.js';

export interface SessionFacts {
  /** The name a person gave when signing in. */
  readonly user: string | null;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

export const SESSION_COOKIE = 'sluice_session';
/** How long a session holds. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** A token for the facts. */
export function writeSessionToken(facts: SessionFacts, credentials: Credentials): string {
  const body = Buffer.from(JSON.stringify(facts), 'utf8').toString('base64url');
  return `${body}.${sign('session', body, credentials)}`;
}

/** The facts of a token; null when it is not ours, or over. */
export function readSessionToken(token: string, nowMs: number, credentials: Credentials): SessionFacts | null {
  const [body = '', signature = ''] = token.split('.');
  if (!isSame(signature, sign('session', body, credentials))) return null;
  const facts = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as SessionFacts;
  return facts.untilMs > nowMs ? facts : null;
}

/** What a page must send beside the cookie when it changes something: a page of another origin cannot know it. */
export function csrfTokenOf(token: string, credentials: Credentials): string {
  return sign('csrf', token, credentials);
}

/** Tells whether `given` is the CSRF token of a session. */
export function isCsrfTokenOf(given: string | undefined, token: string, credentials: Credentials): boolean {
  return given !== undefined && isSame(given, csrfTokenOf(token, credentials));
}

/** The session cookie's value in a Cookie header. */
export function findSessionCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return undefined;
}

function sign(purpose: string, text: string, { apiKey, authString }: Credentials): string {
  const key = JSON.stringify(['sluice session', purpose, apiKey, authString]);
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url');
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given, 'utf8'), Buffer.from(expected, 'utf8')];
  return one.length === other.length && timingSafeEqual(one, other);
}
