// Regular expressions in schemas are written for Python; JavaScript's are close enough to translate.
import { SchemaFailure } from './schema-error.js';

const MAX_LENGTH = 2000;

/** @throws SchemaFailure when the pattern is no regular expression, or longer than 2,000 characters */
export function compilePattern(pattern: unknown): RegExp {
  const compiled = typeof pattern === 'string' ? tryCompile(pattern) : undefined;
  if (!compiled) throw new SchemaFailure('invalid', `Invalid schema: ${JSON.stringify(pattern)} is not a 'regex'`);
  return compiled;
}

/** `undefined` when the pattern is no regular expression. */
export function tryCompile(pattern: string): RegExp | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  const translated = pattern
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '(?![^])');
  for (const flags of ['u', '']) {
    try {
      return new RegExp(translated, flags);
    } catch {
      // Python allows escapes that the stricter `u` mode refuses: try without.
    }
  }
  return undefined;
}
