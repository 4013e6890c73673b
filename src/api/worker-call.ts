// A call of the platform's interface as a route: its body is the call's argument, its answer the call's result, and only
// a caller with the API key is let in.
import type { z } from 'zod';
import type { ErrorCode } from '../domain/errors.js';
import { answer, defineRoute, type AnyRoute } from './route.js';

export interface WorkerCall<Body> {
  /** Below `/platform/`. */
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  /** What it answers; without it the answer is empty. */
  readonly gives?: z.ZodType;
  readonly problems?: readonly ErrorCode[];
  readonly call: (body: Body) => Promise<unknown>;
}

/** The route of a call; each may be sent twice, since workers repeat what got no answer. */
export function workerCall<Body>({ path, summary, body, gives, problems = [], call }: WorkerCall<Body>): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `/platform/${path}`,
    tag: 'workers',
    summary,
    workersOnly: true,
    body,
    answers: gives
      ? { 200: { description: 'The result.', schema: gives } }
      : { 204: { description: 'Done for good; sending it again changes nothing.' } },
    problems: ['store-unavailable', ...problems],
    handle: async (request) => {
      const given = await call(request.body);
      return gives ? answer(200, given) : answer(204);
    },
  });
}
