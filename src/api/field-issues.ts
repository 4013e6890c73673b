// What a request got wrong, field by field: where, what was found, what was expected. Apart from the domain's short form
// because at this edge the whole input is at hand, and because the reference's clients read the same facts in another
// layout (`exception_detail`).
import type { z } from 'zod';
import type { FieldError } from '../domain/errors.js';
import { formatPath } from '../domain/field-errors.js';

/** The part of a request a document came in. */
export type RequestPart = 'path' | 'query' | 'body';

/** One wrong field, before it is laid out for a caller. */
export interface FieldIssue {
  readonly part: RequestPart;
  readonly path: readonly PropertyKey[];
  /** The reference's name of the kind of fault, such as `missing`, `string_type`, `extra_forbidden`. */
  readonly kind: string;
  readonly message: string;
  /** The value found; undefined when the field is missing. */
  readonly input: unknown;
}

type Issue = z.core.$ZodIssue;

/** The issues of a failed parse (made with `reportInput`), one a field. */
export function fieldIssuesOf(part: RequestPart, error: z.core.$ZodError): FieldIssue[] {
  return error.issues.flatMap((issue) => readIssue(part, issue));
}

/** The same as our field errors; a path in the query or in the address says so. */
export function toFieldErrors(issues: readonly FieldIssue[]): FieldError[] {
  return issues.map(({ part, path, message }) => ({
    path: formatPath(part === 'body' ? path : [part, ...path]),
    message,
  }));
}

function readIssue(part: RequestPart, issue: Issue): FieldIssue[] {
  const at = { part, path: issue.path, input: issue.input };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const input = issue.input?.[key];
      const message = `is not a field of this document; found ${describeFound(input)}, expected no such field`;
      return { part, path: [...issue.path, key], kind: 'extra_forbidden', message, input };
    });
  }
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options && issue.discriminator !== undefined) {
    const found = describeFound((issue.input as Record<string, unknown> | undefined)?.[issue.discriminator]);
    const message = `expected one of ${issue.options.map(describeFound).join(', ')}, found ${found}`;
    return [{ ...at, kind: 'union_tag_invalid', message }];
  }
  // A rule that speaks in whole sentences is quoted; one that names a kind of value (`a UUID`) says what was expected.
  const isSentence = issue.code === 'custom' ? !/^an? /.test(issue.message) : issue.message.startsWith('Value error, ');
  if (isSentence) {
    return [{ ...at, kind: 'value_error', message: issue.message }];
  }
  const expected = describeExpected(issue);
  if (issue.input === undefined) {
    return [{ ...at, kind: 'missing', message: `is missing; expected ${expected}` }];
  }
  return [{ ...at, kind: kindOf(issue), message: `expected ${expected}, found ${describeFound(issue.input)}` }];
}

function describeExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return withArticle(issue.expected);
    case 'invalid_value':
      return issue.values.length === 1
        ? describeFound(issue.values[0])
        : `one of ${issue.values.map(describeFound).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? `a text that ${issue.message}`
        : withArticle(FORMATS[issue.format] ?? issue.format);
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message;
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  guid: 'UUID',
  url: 'URL',
  datetime: 'ISO 8601 instant',
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' elements' : '';
}

function withArticle(noun: string): string {
  const word = noun === 'int' ? 'integer' : noun === 'record' ? 'object' : noun;
  if (word === 'null') return word;
  return /^[aeio]|^ISO/.test(word) ? `an ${word}` : `a ${word}`;
}

function kindOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `${issue.expected}_type`;
  if (issue.code === 'invalid_format') {
    return issue.format === 'regex' ? 'string_pattern_mismatch' : `${issue.format}_parsing`;
  }
  return issue.code;
}

const LONGEST_QUOTE = 60;

/** A value as a sentence quotes it, cut short; lists and objects only by their kind. */
export function describeFound(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value}'`;
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
