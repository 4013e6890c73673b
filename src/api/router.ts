// Puts routes on an Express router: parse, call, answer. The only place where requests and responses of Express meet the
// routes.
import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import { SluiceError } from '../domain/errors.js';
import { describeFields } from '../domain/field-errors.js';
import { assertWorker } from './authenticate.js';
import { isReferenceClient, type Credentials } from './caller.js';
import type { ErrorLocals } from './error-handler.js';
import { fieldIssuesOf, toFieldErrors, type FieldIssue, type RequestPart } from './field-issues.js';
import { factsOf } from './request-facts.js';
import { RequestInvalidError } from './request-invalid.js';
import type { AnyRoute, RouteAnswer } from './route.js';

/** A router with the given routes. */
export function createRouter(routes: readonly AnyRoute[], credentials: Credentials): Router {
  const router = express.Router();
  for (const route of routes) router[route.method](route.path, createHandler(route, credentials));
  return router;
}

function createHandler(route: AnyRoute, credentials: Credentials): RequestHandler {
  return async (request, response) => {
    (response.locals as ErrorLocals).notFoundForm = route.notFoundForm;
    const { caller, requestId, receivedAtMs } = factsOf(request);
    const callerOrOpen = caller ?? { kind: 'open', user: null };
    if (route.workersOnly) assertWorker(callerOrOpen, credentials);
    const documents = parseRequest(route, request);
    const result = await route.handle({
      ...documents,
      caller: callerOrOpen,
      isReferenceClient: isReferenceClient(request.headers),
      requestId,
      receivedAtMs,
      method: request.method,
      headers: joinedHeaders(request),
      header: (name) => request.get(name),
    });
    await send(response, result);
  };
}

function joinedHeaders({ headers }: Request): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

function parseRequest(route: AnyRoute, request: Request): { params: unknown; query: unknown; body: unknown } {
  const issues: FieldIssue[] = [];
  const parse = (part: RequestPart, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (!schema) return undefined;
    const result = schema.safeParse(value, { reportInput: true });
    if (!result.success) issues.push(...fieldIssuesOf(part, result.error));
    return result.data;
  };
  const params = parse('path', route.params, request.params);
  if (issues.length > 0) throw notAnAddress(issues, request);
  const query = parse('query', route.query, request.query);
  const body = parse('body', route.body, request.body);
  if (issues.length > 0) throw new RequestInvalidError(issues, request.body, route.refusalNote);
  return { params, query, body };
}

/** An id that cannot be one is an address that does not exist. */
function notAnAddress(issues: readonly FieldIssue[], request: Request): SluiceError {
  if (isReferenceClient(request.headers)) return new SluiceError('not-found', 'Not Found');
  const fields = toFieldErrors(issues);
  return new SluiceError('not-found', `There is no such address: ${describeFields(fields)}.`, { fields });
}

async function send(response: Response, result: RouteAnswer): Promise<void> {
  const { status, body, contentType, headers = {}, stream } = result;
  response.status(status).set(headers);
  if (contentType !== undefined) response.type(contentType);
  if (stream !== undefined) await sendStream(response, stream);
  else if (body === undefined) response.end();
  else if (contentType === undefined) response.json(body);
  else response.send(body);
}

/** A caller that goes away ends a stream, and that is no failure. */
async function sendStream(response: Response, stream: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(stream, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
