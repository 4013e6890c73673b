// JSON values as Python prints them in error sentences: `{'a': True, 'b': None}`.
import { floatText } from '../templates/float-text.js';
import { Placeholder } from '../templates/placeholder.js';
import { reprText } from '../templates/repr-text.js';

const MAX_LENGTH = 10_000;

/** Python's `repr()` of a JSON value, cut after 10,000 characters. */
export function describeValue(value: unknown): string {
  const text = describe(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : floatText(value);
  if (typeof value === 'string') return reprText(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (value instanceof Placeholder) return `${value.type}()`;
  const entries = Object.entries(value).map(([key, item]) => `${reprText(key)}: ${describe(item)}`);
  return `{${entries.join(', ')}}`;
}
