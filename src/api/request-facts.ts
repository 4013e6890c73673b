// What the edge learns about a request before its route runs, kept beside the request instead of on it: its id, its
// caller, when it came. Apart so that middleware and routes share one typed place.
import type { Request } from 'express';
import type { Caller } from './caller.js';

export interface RequestFacts {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
  caller: Caller | null;
}

const FACTS = new WeakMap<Request, RequestFacts>();

/** Remembers the facts of a request. */
export function setFacts(request: Request, facts: RequestFacts): void {
  FACTS.set(request, facts);
}

/** The facts of a request. Throws when the request never passed the first middleware, which is a bug of ours. */
export function factsOf(request: Request): RequestFacts {
  const facts = FACTS.get(request);
  if (!facts) throw new Error('The request passed no request-id middleware.');
  return facts;
}
