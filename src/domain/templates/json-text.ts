// JSON text to plain JSON, with Python's error sentences (they are part of what hydration reports) and strict about what
// is JSON: `NaN` and `Infinity` are not.
import { Dict } from './dict.js';
import { parseJsonValue } from './json-values.js';
import { valueError } from './template-error.js';
import type { Value } from './values.js';

/** @throws a template error, e.g. `Expecting value: line 1 column 1 (char 0)` */
export const jsonFromText = (text: string): unknown => plain(parseJsonValue(text));

function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw valueError(`${Number.isNaN(value) ? 'NaN' : 'Infinity'} is not JSON`);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Dict)) return value;
  return Object.fromEntries(Array.from(value.entries(), ([key, item]) => [key as string, plain(item)]));
}
