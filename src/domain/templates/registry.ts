// The closed lists of filters and tests. Nothing outside them can be named by a template.
import type { Filter, RenderState, Test } from './filter.js';
import { runFilter, runTest } from './filter.js';
import { humanizeFilters } from './humanize-filters.js';
import { jsonFilters } from './json-filter.js';
import { markupFilters } from './markup-filters.js';
import { numberFilters } from './number-filters.js';
import { platformFilters } from './platform-filters.js';
import { prettyFilters } from './pretty-print.js';
import { hashOf } from './protocols.js';
import { requestFilters } from './request-headers.js';
import { selectionFilters } from './selection-filters.js';
import { sequenceFilters } from './sequence-filters.js';
import { isText, textOf } from './text-values.js';
import { textFilters } from './text-filters.js';
import { runtimeError } from './template-error.js';
import { valueTests } from './tests.js';
import type { Arguments, Value } from './values.js';

const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...textFilters,
  ...markupFilters,
  ...sequenceFilters,
  ...selectionFilters,
  ...numberFilters,
  ...jsonFilters,
  ...prettyFilters,
  ...humanizeFilters,
  ...platformFilters,
  ...requestFilters,
]);

const nameTest = (isKnown: (name: string) => boolean): Test => ({
  parameters: [],
  // Jinja looks the value up as a key, so one that cannot be a key is an error.
  run: (value) => hashOf(value) !== '' && isText(value) && isKnown(textOf(value)),
});

const TESTS: ReadonlyMap<string, Test> = new Map([
  ...valueTests,
  ['filter', nameTest((name) => hasFilter(name))],
  ['test', nameTest((name) => hasTest(name))],
]);

export const hasFilter = (name: string): boolean => FILTERS.has(name);
export const hasTest = (name: string): boolean => TESTS.has(name);

/** The names of all filters, for documentation and completion. */

/** @throws TemplateRuntimeError (as a template error) for an unknown name */
export function applyFilter(name: string, value: Value, args: Arguments, state: RenderState): Value {
  const found = FILTERS.get(name);
  if (!found) throw runtimeError(`No filter named '${name}' found.`);
  return runFilter(name, found, value, args, state);
}

/** @throws TemplateRuntimeError (as a template error) for an unknown name */
export function applyTest(name: string, value: Value, args: Arguments, state: RenderState): boolean {
  const found = TESTS.get(name);
  if (!found) throw runtimeError(`No test named '${name}' found.`);
  return runTest(name, found, value, args, state);
}
