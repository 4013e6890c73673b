// Who is calling: credentials compared in constant time, and whether the caller is a client of the reference, which
// needs the reference's documents. Apart from the middleware so that the rules can be read and tested alone.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** `key`: the API key. `basic`: the auth string. `session`: a signed-in browser. `open`: the server asks for no credentials. */
export interface Caller {
  readonly kind: 'key' | 'basic' | 'session' | 'open';
  /** The user name of basic credentials, or the name given when signing in. */
  readonly user: string | null;
}

export interface Credentials {
  readonly apiKey: string | null;
  readonly authString: string | null;
}

/**
 * The caller an Authorization header proves; null when it proves none. The API key is taken as a bearer token and, so
 * that a browser can open the pages, as the password of any basic user.
 */
export function identifyCaller(authorization: string | undefined, credentials: Credentials): Caller | null {
  const { apiKey, authString } = credentials;
  if (apiKey === null && authString === null) return { kind: 'open', user: null };
  const [, scheme = '', token = ''] = /^(\S+)\s+(\S+)\s*$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') {
    return apiKey !== null && isSame(token, apiKey) ? { kind: 'key', user: null } : null;
  }
  if (scheme.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(token, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const user = colon > 0 ? pair.slice(0, colon) : null;
  if (authString !== null && isSame(pair, authString)) return { kind: 'basic', user };
  if (apiKey !== null && colon >= 0 && isSame(pair.slice(colon + 1), apiKey)) return { kind: 'key', user };
  return null;
}

/** Tells whether a token is the API key or the auth string, as the first message on a socket carries it. */
export function isAcceptedToken(token: string, { apiKey, authString }: Credentials): boolean {
  return [apiKey, authString].some((secret) => secret !== null && isSame(token, secret));
}

/**
 * The reference's clients say which API version they speak, and need its documents; everybody else (curl, our own
 * client, browsers) gets problem documents and statuses that say what happened.
 */
export function isReferenceClient(headers: IncomingHttpHeaders): boolean {
  return headers['x-prefect-api-version'] !== undefined;
}

/** Compares digests, so that neither content nor length of the secret shows in the time taken. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(secret));
}
