// What stands before the addresses of webhooks, which anybody may call: limits on how often and how much, and a path for
// the log that does not tell the address, since it is all that a sender needs.
import express, { type Request, type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { SluiceError } from '../domain/errors.js';

/** Webhooks answer below this. */
export const HOOKS_PATH = '/hooks/';

const WINDOW_MS = 60_000;
const MOST_KEY_CHARACTERS = 64;

export interface HookLimits {
  /** Requests to one webhook in a minute. */
  readonly hookRequestsPerMinute: number;
  /** Requests of one caller in a minute that found no webhook or were not let in. */
  readonly hookRefusalsPerMinute: number;
  /** Bytes of a body, after decompression. */
  readonly bodyLimitBytes: number;
}

/** The guards, in order: who tries too often, how often, how much. Refuses with `too-many-requests`, `body-too-large`. */
export function guardHooks({
  hookRequestsPerMinute,
  hookRefusalsPerMinute,
  bodyLimitBytes,
}: HookLimits): RequestHandler[] {
  const shared = {
    windowMs: WINDOW_MS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Who calls is taken from the connection; what a proxy says of it is not looked at.
    validate: { xForwardedForHeader: false },
  } as const;
  const refuse =
    (sentence: string): RequestHandler =>
    (_request, response) => {
      const seconds = Number(response.getHeader('retry-after') ?? WINDOW_MS / 1000);
      throw new SluiceError('too-many-requests', sentence, { details: { retry_after_seconds: seconds } });
    };
  return [
    rateLimit({
      ...shared,
      limit: hookRefusalsPerMinute,
      keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, { statusCode }) => statusCode !== 404 && statusCode !== 401,
      handler: refuse('Too many requests from here found no webhook or were not let in.'),
    }),
    rateLimit({
      ...shared,
      limit: hookRequestsPerMinute,
      keyGenerator: (request) => request.path.slice(0, MOST_KEY_CHARACTERS),
      handler: refuse(`The webhook takes ${hookRequestsPerMinute} requests a minute.`),
    }),
    express.raw({ limit: bodyLimitBytes, type: () => true }),
  ];
}

/** A path as it may be logged. */
export function pathForLog({ path }: Pick<Request, 'path'>): string {
  return path.startsWith(HOOKS_PATH) ? `${HOOKS_PATH}…` : path;
}
