// The end of every request that failed: the error is told in the caller's shape, and what was our fault goes to the log
// with its stack. Apart so that no route ever writes an error itself.
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { SluiceError } from '../domain/errors.js';
import { isReferenceClient } from './caller.js';
import { PROBLEM_CONTENT_TYPE, toProblem, toSluiceError } from './problem.js';
import { toReferenceAnswer, type NotFoundForm } from './reference-errors.js';
import { factsOf } from './request-facts.js';

/** Set by the router on the response when the route's not-found has the reference's other envelope. */
export interface ErrorLocals {
  notFoundForm?: NotFoundForm;
}

/** Seconds after which a caller may try again what failed for want of a part of the platform. */
const RETRY_AFTER_SECONDS = 1;

/** Any address without a route. */
export const refuseUnknownAddress: RequestHandler = (request) => {
  const detail = isReferenceClient(request.headers) ? 'Not Found' : `There is no ${request.method} ${request.path}.`;
  throw new SluiceError('not-found', detail);
};

/** Answers errors; logs the stack of those that are our fault. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = toSluiceError(thrown);
    const { requestId } = factsOf(request);
    if (error.code === 'internal-error') logger.error({ requestId, err: error.cause ?? error }, 'request failed');
    if (response.headersSent) return next(thrown);
    const problem = toProblem(error, { path: request.originalUrl.replace(/\?.*$/s, ''), requestId });
    if (problem.status === 429 || problem.status === 503) {
      const { retry_after_seconds: named } = error.details;
      response.set('retry-after', String(typeof named === 'number' ? named : RETRY_AFTER_SECONDS));
    }
    if (!isReferenceClient(request.headers)) {
      response.status(problem.status).type(PROBLEM_CONTENT_TYPE).send(JSON.stringify(problem));
      return;
    }
    const { notFoundForm } = response.locals as ErrorLocals;
    const answer = toReferenceAnswer(error, notFoundForm);
    response.status(answer.status).json(answer.body);
  };
}
