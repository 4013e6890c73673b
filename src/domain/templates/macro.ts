// Macros: pieces of template that can be called with arguments. Their parameters are bound as Python binds them, with
// `varargs`, `kwargs` and `caller` there for macros that ask for them.
import { Dict } from './dict.js';
import { Tuple } from './collections.js';
import type { Scope } from './scope.js';
import type { Expression, Signature } from './syntax-tree.js';
import { typeError } from './template-error.js';
import { Callable, Undefined, type Arguments, type Value } from './values.js';

/** The name of what a `{% call %}` gives its macro. */
export const ANONYMOUS = 'caller';

/** Puts the arguments of one call into the macro's scope; `evaluate` computes defaults there. */
type Bind = (scope: Scope, evaluate: (expression: Expression) => Value) => void;

/**
 * @param reads the names the body reads, which say whether it takes `varargs`, `kwargs` or `caller`
 * @param run renders the body after binding
 */
export function createMacro(
  name: string,
  signature: Signature,
  reads: ReadonlySet<string>,
  run: (bind: Bind) => Value,
): Callable {
  const { parameters } = signature;
  const catches = (special: string) => reads.has(special) && !parameters.includes(special);
  const facts = new Map<string, Value>([
    ['name', name === ANONYMOUS ? null : name],
    ['arguments', new Tuple([...parameters])],
    ['catch_kwargs', catches('kwargs')],
    ['catch_varargs', catches('varargs')],
    ['caller', reads.has('caller')],
  ]);
  const invoke = (args: Arguments): Value =>
    run((scope, evaluate) => bind(name, signature, catches, args, scope, evaluate));
  return new Callable(name, invoke, facts, name === ANONYMOUS ? '<Macro anonymous>' : `<Macro '${name}'>`);
}

function bind(
  name: string,
  { parameters, defaults }: Signature,
  catches: (special: string) => boolean,
  { positional, named }: Arguments,
  scope: Scope,
  evaluate: (expression: Expression) => Value,
): void {
  const left = new Map(named);
  parameters.forEach((parameter, index) => {
    const fallback = defaults[index - (parameters.length - defaults.length)];
    const given = index < positional.length ? positional[index] : left.get(parameter);
    if (index >= positional.length) left.delete(parameter);
    if (given !== undefined) scope.set(parameter, given);
    else
      scope.set(parameter, fallback ? evaluate(fallback) : new Undefined(`parameter '${parameter}' was not provided`));
  });
  if (catches('caller')) {
    scope.set('caller', left.get('caller') ?? new Undefined('No caller defined'));
    left.delete('caller');
  }
  if (catches('kwargs')) scope.set('kwargs', Dict.of(left));
  else if (left.size > 0) throw typeError(`macro '${name}' takes no keyword argument '${[...left.keys()][0]}'`);
  const more = positional.slice(parameters.length);
  if (catches('varargs')) scope.set('varargs', new Tuple(more));
  else if (more.length > 0) throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
}
