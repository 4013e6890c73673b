// Bodies that are bytes and no documents: the large values of workers elsewhere. They are read apart from JSON, and only
// for a caller that may send them.
import { zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import { assertWorker } from './authenticate.js';
import type { Credentials } from './caller.js';
import { factsOf } from './request-facts.js';

export const BYTES_CONTENT_TYPE = 'application/octet-stream';

/** Routes below this take bytes. */
export const BYTES_PATH = '/api/platform/payloads/';

/** The largest single value a worker may hand over. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/** A body of bytes; an empty one is none. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');
zodToOpenAPIRegistry.add(bytesSchema, { type: 'string', format: 'binary' });

/** Reads the bodies of routes that take bytes. */
export function readBytesBody(credentials: Credentials): RequestHandler {
  const read = express.raw({ limit: LARGEST_BYTES, type: () => true });
  return (request, response, next) => {
    if (request.method !== 'PUT' || !request.path.startsWith(BYTES_PATH)) return next();
    assertWorker(factsOf(request).caller ?? { kind: 'open', user: null }, credentials);
    read(request, response, next);
  };
}
