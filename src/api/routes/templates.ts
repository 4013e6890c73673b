// Checking a template over HTTP, at the two addresses that the reference has for it.
import { z } from 'zod';
import { validateTemplate } from '../../domain/templates/render.js';
import { TemplateError } from '../../domain/templates/template-error.js';
import { answer, defineRoute, type AnyRoute, type RouteAnswer } from '../route.js';

const templateErrorSchema = z.object({
  error: z.object({
    /** From 1; 0 when the whole template is meant. */
    line: z.number().int(),
    message: z.string(),
    source: z.string(),
  }),
});

export function templateRoutes(): AnyRoute[] {
  return ['/templates/validate', '/automations/templates/validate'].map((path) =>
    defineRoute({
      method: 'post',
      path,
      tag: 'automations',
      summary: 'Checks a template; the body is its text as a JSON string.',
      body: z.string(),
      answers: {
        204: { description: 'It is a template.' },
        422: { description: 'It is none, or has too many loops.', schema: templateErrorSchema },
      },
      handle: ({ body }) => check(body),
    }),
  );
}

function check(source: string): RouteAnswer {
  try {
    validateTemplate(source);
    return answer(204);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return answer(422, { error: { line: error.line, message: error.message, source } });
  }
}
