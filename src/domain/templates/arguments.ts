// Binds call arguments to parameters the way Python does: by position, by name, with defaults, and with its error
// sentences. Filters, tests, methods and globals of ours all declare their parameters for it.
import { typeError } from './template-error.js';
import type { Arguments, Value } from './values.js';

/**
 * Parameter names in order. A `/` in front of them all says that none may be given by name. `?` at the end marks one that may be left out, `*` in front one that takes the remaining
 * positions (and ends the list), `**` in front one that takes the remaining names.
 */
export type ParameterList = readonly string[];

/**
 * The value for each parameter, in order; `undefined` where one was left out. The rest parameter's values follow at the end.
 * @throws TypeError (as a template error) for too many, missing, doubled or unknown arguments
 */
export function readArguments(name: string, parameters: ParameterList, args: Arguments): (Value | undefined)[] {
  const rest = parameters.find((parameter) => parameter.startsWith('*') && !parameter.startsWith('**'));
  const anyName = parameters.some((parameter) => parameter.startsWith('**'));
  const plain = parameters.filter((parameter) => !parameter.startsWith('*') && parameter !== '/');
  const { positional, named } = args;
  if (parameters[0] === '/' && named.size > 0) throw typeError(`${name}() takes no keyword arguments`);
  if (!rest && positional.length > plain.length) {
    throw typeError(`${name}() takes at most ${plain.length} arguments (${positional.length} given)`);
  }
  const names = plain.map((parameter) => parameter.replace('?', ''));
  const values = plain.map((parameter, index): Value | undefined => {
    const key = names[index] ?? '';
    if (index < positional.length) {
      if (named.has(key)) throw typeError(`${name}() got multiple values for argument '${key}'`);
      return positional[index];
    }
    if (!named.has(key) && !parameter.endsWith('?')) {
      throw typeError(`${name}() missing 1 required positional argument: '${key}'`);
    }
    return named.get(key);
  });
  if (!anyName) {
    for (const key of named.keys()) {
      if (!names.includes(key)) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    }
  }
  return rest ? [...values, ...positional.slice(plain.length)] : values;
}
