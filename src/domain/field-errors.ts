// What zod finds wrong, as our field errors: a dotted path and what was found and expected. Apart because every edge
// (HTTP, updates, parameters, received inputs) reports in this one form.
import type { z } from 'zod';
import type { FieldError } from './errors.js';

/** `['user', 'tags', 0]` -> `user.tags[0]`; empty for the whole document. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** The issues of a failed parse as field errors. */
export function fieldErrorsOf(error: z.core.$ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: formatPath(issue.path), message: issue.message }));
}

/** One line for people: `age: Invalid input: expected number, received string; name: …`. */
export function describeFields(fields: readonly FieldError[]): string {
  return fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
}
