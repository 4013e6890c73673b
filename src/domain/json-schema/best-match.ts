// Of several errors, the one worth showing: the one nearest the root; for `anyOf` and `oneOf` the deepest below it, unless
// two are equally likely. And the path people read, `n.k[1]`.
import { isOfType } from './value-keywords.js';
import { isObject } from './json-equality.js';
import { reprText } from '../templates/repr-text.js';
import type { PathPart, SchemaError } from './schema-error.js';

type Rank = readonly [depth: number, path: readonly PathPart[], strong: number, offType: number];

function matchesType({ schema, instance }: SchemaError): boolean {
  if (!isObject(schema) || schema.type === undefined) return false;
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.some((type) => isOfType(instance, type));
}

const rankOf = (error: SchemaError): Rank => [
  -error.path.length,
  error.path,
  error.validator === 'anyOf' || error.validator === 'oneOf' ? 0 : 1,
  matchesType(error) ? 0 : 1,
];

function comparePaths(a: readonly PathPart[], b: readonly PathPart[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [one, two] = [a[index] ?? 0, b[index] ?? 0];
    if (one === two) continue;
    if (typeof one === typeof two) return one < two ? -1 : 1;
    return typeof one === 'number' ? -1 : 1;
  }
  return a.length - b.length;
}

const compareRanks = (a: Rank, b: Rank): number =>
  a[0] - b[0] || comparePaths(a[1], b[1]) || a[2] - b[2] || a[3] - b[3];

/** @returns the error to show with its path from the root; `undefined` when there is none */
export function bestMatch(errors: readonly SchemaError[]): SchemaError | undefined {
  let best: SchemaError | undefined;
  for (const error of errors) if (!best || compareRanks(rankOf(error), rankOf(best)) > 0) best = error;
  let path = best?.path ?? [];
  while (best && best.context.length > 0) {
    const [first, second] = [...best.context].sort((a, b) => compareRanks(rankOf(a), rankOf(b)));
    if (!first || (second && compareRanks(rankOf(first), rankOf(second)) === 0)) break;
    best = first;
    path = [...path, ...first.path];
  }
  return best && { ...best, path };
}

/** `n.k[1]`; empty for the whole value. */
export function pathText(path: readonly PathPart[]): string {
  let text = '$';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[a-zA-Z][a-zA-Z0-9_]*$/.test(part)) text += `.${part}`;
    else text += `['${part.replace(/[\\']/g, '\\$&')}']`;
  }
  return text === '$' ? '' : text.replaceAll('$.', '');
}

/** The sentence that refuses a value, e.g. `Validation failed for field 'n.k[1]'. Failure reason: …`. */
export function failureText(errors: readonly SchemaError[]): string | undefined {
  const best = bestMatch(errors);
  if (!best) return undefined;
  const field = pathText(best.path);
  const start = field === '' ? 'Validation failed.' : `Validation failed for field ${reprText(field)}.`;
  return `${start} Failure reason: ${best.message}`;
}
