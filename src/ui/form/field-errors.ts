// The server's refusals beside the fields they are about: its dotted paths (`user.age`, `tags[0]`) as the form library's
// tree of errors.
import type { ErrorSchema } from '@rjsf/utils';
import type { FieldError } from '../../domain/errors.js';

interface ErrorNode {
  __errors?: string[];
  [part: string]: ErrorNode | string[] | undefined;
}

/** The parts of a path: `orders[0].size` is `orders`, `0`, `size`. */
export function partsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((part) => part !== '');
}

/**
 * The tree of errors; those whose path begins with one of `prefixes` lose that part of it.
 *
 * @param prefixes - names of the document the values were part of, such as `run_input`
 */
export function toErrorTree(fields: readonly FieldError[], prefixes: readonly string[]): ErrorSchema {
  const root: ErrorNode = {};
  for (const { path, message } of fields) {
    const parts = partsOf(path);
    if (parts.length > 0 && prefixes.includes(parts[0] as string)) parts.shift();
    let node = root;
    for (const part of parts) {
      if (part === '__proto__') break;
      node = (Object.hasOwn(node, part) ? node[part] : (node[part] = {})) as ErrorNode;
    }
    (node.__errors ??= []).push(message);
  }
  return root as ErrorSchema;
}
