// The allow-list of methods: a table of ours by type, looked up by name as own property and nothing else. What Python
// would let mutate the data is known too, so that the user reads why it is refused.
import { readArguments, type ParameterList } from './arguments.js';
import { securityError } from './template-error.js';
import { Callable, Undefined, type Value } from './values.js';

/** One method: its parameters (Python's names, for keyword arguments) and what it does to the receiver. */
export interface Method<Receiver> {
  readonly parameters: ParameterList;
  readonly run: (self: Receiver, args: readonly (Value | undefined)[], named: ReadonlyMap<string, Value>) => Value;
}

export type MethodTable<Receiver> = ReadonlyMap<string, Method<Receiver>>;

const MUTATING: Readonly<Record<string, readonly string[]>> = {
  list: ['append', 'clear', 'extend', 'insert', 'pop', 'remove', 'reverse', 'sort'],
  dict: ['clear', 'pop', 'popitem', 'setdefault', 'update'],
  set: ['add', 'clear', 'difference_update', 'discard', 'pop', 'remove', 'symmetric_difference_update', 'update'],
};

/** The method of `self` called `name`, bound to it; an unsafe `Undefined` for mutators; `undefined` when there is none. */
export function boundMethods<Receiver>(
  table: MethodTable<Receiver>,
  self: Receiver,
  name: string,
  typeName: string,
): Value | undefined {
  const method = table.get(name);
  if (method) {
    return new Callable(
      name,
      (args) => method.run(self, readArguments(name, method.parameters, args), args.named),
      new Map(),
      `<built-in method ${name} of ${typeName} object>`,
    );
  }
  if (MUTATING[typeName]?.includes(name)) return unsafe(typeName, name);
  return undefined;
}

/** What an attribute that may not be read gives: it prints as nothing and refuses to be called. */
export const unsafe = (typeName: string, name: string): Undefined =>
  new Undefined(`access to attribute '${name}' of '${typeName}' object is unsafe.`, securityError);
