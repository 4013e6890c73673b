// A route as one value: where it answers, what it takes and gives, and the use case it calls. The Express router and the
// OpenAPI document are both made from these, so neither can say what the other does not.
import type { z } from 'zod';
import type { ErrorCode } from '../domain/errors.js';
import type { Caller } from './caller.js';
import type { NotFoundForm } from './reference-errors.js';

export type RouteMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given: everything parsed, nothing of Express. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** The caller is a client of the reference and needs its documents. */
  readonly isReferenceClient: boolean;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
  readonly method: string;
  /** All headers, their names in lower case; of several with one name, joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** A header's value; undefined when absent. */
  header(name: string): string | undefined;
}

export interface RouteAnswer {
  readonly status: number;
  /** Sent as JSON unless `contentType` is given; undefined sends no body. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** Sent piece by piece instead of `body`. */
  readonly stream?: AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the document says about an answer with one status. */
export interface AnswerDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** @default 'application/json' */
  readonly contentType?: string;
}

export interface Route<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: RouteMethod;
  /** Express path below `/api`, such as `/flow_runs/:id`. With and without a trailing slash are the same. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** @default 'application/json' */
  readonly bodyType?: string;
  /** A sentence added to the refusal of a request that does not fit: what became of the rest of it. */
  readonly refusalNote?: string;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Codes of problems this route may answer beside those every route may. */
  readonly problems?: readonly ErrorCode[];
  /** Answers without looking at the caller. @default false */
  readonly open?: boolean;
  /** Only a caller with the API key. @default false */
  readonly workersOnly?: boolean;
  /** @default 'detail' */
  readonly notFoundForm?: NotFoundForm;
  handle(request: RouteRequest<Params, Query, Body>): Promise<RouteAnswer> | RouteAnswer;
}

/** A route of any documents, as lists hold them: what its handler is given was parsed by its own schemas. */
export type AnyRoute = Route;

/** Returns its argument, typed by its schemas. */
export function defineRoute<Params, Query, Body>(route: Route<Params, Query, Body>): AnyRoute {
  return route;
}

/** An answer with a JSON document. */
export function answer(status: number, body?: unknown): RouteAnswer {
  return { status, body };
}
