// The first middleware: every request has an id (the caller's own, if it is a plain token), which is echoed, logged and
// told in every problem document; and one access line without bodies, queries or credentials.
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pathForLog } from './hook-guards.js';
import { factsOf, setFacts } from './request-facts.js';

const ACCEPTABLE_ID = /^[\w.:-]{1,128}$/;

/** Gives the request its id and remembers when it came. */
export function assignRequestId(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && ACCEPTABLE_ID.test(given) ? given : randomUUID();
    setFacts(request, { requestId, receivedAtMs: Date.now(), caller: null });
    response.set('x-request-id', requestId);
    next();
  };
}

/** Logs one line a request when its answer is done, or when the caller went away before that. */
export function logAccess(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const { requestId, receivedAtMs } = factsOf(request);
    const path = pathForLog(request);
    response.once('close', () => {
      const line = { requestId, method: request.method, path, durationMs: Date.now() - receivedAtMs };
      if (response.writableFinished) logger.info({ ...line, status: response.statusCode }, 'request');
      else logger.info(line, 'request aborted by the caller');
    });
    next();
  };
}
