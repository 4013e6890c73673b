// The nested shape in which forms get their errors: `{ errors: [{ property, errors: […] }, { index, errors: […] }], valid }`.
import { Placeholder } from '../templates/placeholder.js';
import { PLACEHOLDER_VALIDATOR } from './validate-values.js';
import type { PathPart, SchemaError } from './schema-error.js';

export type FormError =
  | string
  | { readonly property: string; readonly errors: FormError[] }
  | { readonly index: number; readonly errors: FormError[] };

export interface FormErrors {
  readonly errors: FormError[];
  readonly valid: boolean;
}

/** A missing property's error stands at the property; a template not filled in yet is no error. */
export function formErrors(errors: readonly SchemaError[]): FormErrors {
  const result: FormError[] = [];
  for (const error of withPlaceholdersFirst(errors)) {
    if (error.instance instanceof Placeholder && !error.instance.isError) continue;
    const path = error.property === undefined ? error.path : [...error.path, error.property];
    listAt(result, path).push(error.message);
  }
  return { errors: result, valid: result.length === 0 };
}

// Where hydration already failed, what the schema says of the leftover is noise.
function withPlaceholdersFirst(errors: readonly SchemaError[]): SchemaError[] {
  const key = (error: SchemaError) => JSON.stringify(error.path);
  const failed = new Set(errors.filter(({ validator }) => validator === PLACEHOLDER_VALIDATOR).map(key));
  return errors.filter((error) => error.validator === PLACEHOLDER_VALIDATOR || !failed.has(key(error)));
}

function listAt(root: FormError[], path: readonly PathPart[]): FormError[] {
  let list = root;
  path.forEach((part, position) => {
    const isLast = position === path.length - 1;
    const known = isLast
      ? undefined
      : list.find((entry) => typeof entry === 'object' && ('index' in entry ? entry.index : entry.property) === part);
    if (typeof known === 'object') {
      list = known.errors;
      return;
    }
    const errors: FormError[] = [];
    list.push(typeof part === 'number' ? { index: part, errors } : { property: part, errors });
    list = errors;
  });
  return list;
}
