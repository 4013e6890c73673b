// Every request but a health check shows who it is. Two checks: any accepted credentials, and (for the routes of
// workers) the API key and nothing else.
import type { RequestHandler } from 'express';
import { SluiceError } from '../domain/errors.js';
import { identifyCaller, type Caller, type Credentials } from './caller.js';
import { factsOf } from './request-facts.js';
import { callerOfSession, SESSION_PATH } from './sign-in.js';

/** Identifies the caller, or refuses with 401 and says how to authenticate. */
export function authenticate(credentials: Credentials): RequestHandler {
  return (request, response, next) => {
    const authorization = request.get('authorization');
    const facts = factsOf(request);
    const caller =
      identifyCaller(authorization, credentials) ??
      (authorization === undefined ? callerOfSession(request, facts.receivedAtMs, credentials) : null);
    if (caller !== null) {
      facts.caller = caller;
      return next();
    }
    if (request.path === SESSION_PATH) return next();
    // A script of our page asks by itself; a challenge would make the browser ask in its place.
    const isScript = request.get('sec-fetch-dest') === 'empty';
    response.append('www-authenticate', isScript ? 'Session' : 'Basic realm="sluice", charset="UTF-8"');
    if (credentials.apiKey !== null) response.append('www-authenticate', 'Bearer realm="sluice"');
    const found = authorization === undefined ? 'no Authorization header' : 'credentials that are not valid here';
    throw new SluiceError('unauthenticated', `Found ${found}; expected ${describeExpected(credentials)}.`);
  };
}

/** Refuses (403) a caller without the API key on a server that has one. */
export function assertWorker(caller: Caller, credentials: Credentials): void {
  if (credentials.apiKey === null || caller.kind === 'key') return;
  throw new SluiceError('forbidden', 'Only workers, which hold the API key, may call this.');
}

function describeExpected({ apiKey, authString }: Credentials): string {
  const ways = [
    ...(apiKey === null ? [] : ['the API key as a bearer token']),
    ...(authString === null ? [] : ['a user name and password as basic credentials']),
  ];
  return ways.join(' or ');
}
