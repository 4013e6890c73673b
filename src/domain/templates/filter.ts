// What a filter and a test are: a named function of ours over values. The registries are closed maps; a template can
// name what is in them and nothing else.
import { readArguments, type ParameterList } from './arguments.js';
import { lookUpItem } from './attributes.js';
import { TemplateError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { Undefined, type Arguments, type Value } from './values.js';

/** What filters may know about the rendering they are part of. */
export interface RenderState {
  /** Whether output is HTML-escaped here (`{% autoescape true %}`). */
  autoescape: boolean;
  /** Milliseconds since 1970, for "5 minutes ago". */
  readonly nowMs: number;
  /** Base address of the user interface, for `ui_url`. */
  readonly uiUrl: string | undefined;
  /** From 0 up to 1, for `random` and `lipsum`. */
  readonly random: () => number;
  readonly applyFilter: (name: string, value: Value, args: Arguments) => Value;
  readonly applyTest: (name: string, value: Value, args: Arguments) => boolean;
}

export interface Filter {
  /** Parameters after the value itself. */
  readonly parameters: ParameterList;
  readonly run: (value: Value, args: readonly (Value | undefined)[], state: RenderState, raw: Arguments) => Value;
}

export interface Test {
  readonly parameters: ParameterList;
  readonly run: (value: Value, args: readonly (Value | undefined)[], state: RenderState) => boolean;
}

export type FilterTable = ReadonlyMap<string, Filter>;
export type TestTable = ReadonlyMap<string, Test>;

export const filter = (parameters: ParameterList, run: Filter['run']): Filter => ({ parameters, run });

export const runFilter = (name: string, found: Filter, value: Value, args: Arguments, state: RenderState): Value =>
  found.run(value, readArguments(name, found.parameters, args), state, args);

export const runTest = (name: string, found: Test, value: Value, args: Arguments, state: RenderState): boolean =>
  found.run(value, readArguments(name, found.parameters, args), state);

export const filterArgumentError = (message: string) => new TemplateError('render', 'FilterArgumentError', message);

/** Reads `attribute='a.b.0'` of filters: gives the function that walks an item along that path. */
export function attributeGetter(attribute: Value | undefined, fallback?: Value): (item: Value) => Value {
  const steps: Value[] =
    attribute === undefined || attribute === null
      ? []
      : isText(attribute)
        ? textOf(attribute)
            .split('.')
            .map((part) => (/^\d+$/.test(part) ? BigInt(part) : part))
        : [attribute];
  return (item) => {
    let value = item;
    for (const step of steps) {
      value = lookUpItem(value, step);
      if (fallback !== undefined && fallback !== null && value instanceof Undefined) value = fallback;
    }
    return value;
  };
}

/** Text lowered, anything else as it is: how sorting and comparing filters ignore case. */
export const ignoreCase = (value: Value): Value => (isText(value) ? textOf(value).toLowerCase() : value);
