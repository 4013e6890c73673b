// Reads JSON bodies up to the limit. A body of another kind is refused and not guessed at: a form is what a foreign web
// page can send without asking, and curl's default is named in the answer.
import express, { type Request, type RequestHandler } from 'express';
import { SluiceError } from '../domain/errors.js';

/** What takes larger bodies than the rest, by the beginning of its path. */
const LARGER_LIMITS: readonly (readonly [path: string, bytes: number])[] = [
  // A worker's batch may hold the parameters of a run, which may be as large as the payload store takes.
  ['/api/platform/', 64 * 1024 * 1024],
  // One event may be 1.5 MB, and events come in batches.
  ['/api/events', 16 * 1024 * 1024],
];

/**
 * Reads the body as JSON; a missing content type counts as JSON, as the reference has it.
 *
 * @param limitBytes - for everything but the calls of workers (64 MB) and events (16 MB)
 */
export function readJsonBody(limitBytes: number): RequestHandler {
  const parser = (limit: number) => express.json({ limit, strict: false, type: () => true });
  const parsePlain = parser(limitBytes);
  const larger = LARGER_LIMITS.map(([path, bytes]) => ({ path, parse: parser(Math.max(limitBytes, bytes)) }));
  return (request, response, next) => {
    // Bytes were read before, for the routes that take them.
    if (Buffer.isBuffer(request.body)) return next();
    refuseOtherKinds(request);
    const parse = larger.find(({ path }) => request.path.startsWith(path))?.parse ?? parsePlain;
    parse(request, response, next);
  };
}

function refuseOtherKinds(request: Request): void {
  const found = request.get('content-type');
  if (!hasBody(request) || found === undefined || /^application\/(.+\+)?json\s*(;|$)/i.test(found)) return;
  throw new SluiceError(
    'body-unreadable',
    `Found content-type '${found}', expected 'application/json' (with curl: -H 'content-type: application/json').`,
  );
}

function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
