// Evaluates expressions by walking the syntax tree. Every step is counted; every lookup goes through `attributes.ts`;
// only `Callable`s, which are all ours, are ever called.
import { binaryOperation, concatenate, signOperation, slice } from './arithmetic.js';
import { lookUpAttribute, lookUpItem } from './attributes.js';
import { ascend, descendExpression, spend } from './budget.js';
import { Tuple } from './collections.js';
import { compare, contains, equals } from './comparison.js';
import { Dict } from './dict.js';
import type { RenderState } from './filter.js';
import { LoopValue } from './loop-value.js';
import { iterate, str, truthy, typeNameOf } from './protocols.js';
import { applyFilter, applyTest } from './registry.js';
import type { Scope } from './scope.js';
import { SliceValue } from './slice-value.js';
import type { CallArguments, Comparison, Expression } from './syntax-tree.js';
import { isConstant } from './tree-walk.js';
import { typeError } from './template-error.js';
import { SafeString } from './text-values.js';
import { Callable, Undefined, type Arguments, type Value } from './values.js';

export abstract class Evaluator {
  constructor(protected readonly state: RenderState) {}

  /** A name that no scope holds: a global, else `Undefined`. */
  protected abstract unresolved(name: string): Value;

  evaluate(node: Expression, scope: Scope): Value {
    spend();
    descendExpression();
    const value = this.valueOf(node, scope);
    ascend();
    return value;
  }

  private valueOf(node: Expression, scope: Scope): Value {
    switch (node.type) {
      case 'constant':
        return node.value;
      case 'name':
        return this.name(node.name, scope);
      case 'list':
        return node.items.map((item) => this.evaluate(item, scope));
      case 'tuple':
        return new Tuple(node.items.map((item) => this.evaluate(item, scope)));
      case 'dict':
        return Dict.of(node.entries.map(([key, value]) => [this.evaluate(key, scope), this.evaluate(value, scope)]));
      case 'attribute':
        return lookUpAttribute(this.evaluate(node.object, scope), node.name);
      case 'item':
        return this.item(node.object, this.evaluate(node.object, scope), this.evaluate(node.key, scope));
      case 'slice':
        return new SliceValue(node.bounds.map((bound) => bound && this.evaluate(bound, scope)));
      case 'call':
        return this.call(this.evaluate(node.callee, scope), this.args(node.args, scope));
      case 'filter':
        return this.filter(node, node.input ? this.evaluate(node.input, scope) : '', scope);
      case 'test':
        return applyTest(node.name, this.evaluate(node.input, scope), this.args(node.args, scope), this.state);
      case 'unary':
        return this.unary(node.operator, this.evaluate(node.operand, scope));
      case 'binary':
        return binaryOperation(node.operator, this.evaluate(node.left, scope), this.evaluate(node.right, scope));
      case 'logical': {
        const left = this.evaluate(node.left, scope);
        return truthy(left) === (node.operator === 'or') ? left : this.evaluate(node.right, scope);
      }
      case 'concat':
        return this.concat(node.parts.map((part) => this.evaluate(part, scope)));
      case 'compare':
        return this.compare(this.evaluate(node.first, scope), node.rest, scope);
      case 'condition':
        return this.condition(node, scope);
    }
  }

  private name(name: string, scope: Scope): Value {
    const found = scope.get(name);
    return found === undefined ? this.unresolved(name) : found;
  }

  // A slice goes straight to the value, so an error of it is an error, while a missing item is only undefined. Jinja
  // computes constants ahead of time by the forgiving rule, so a constant that cannot be sliced is undefined too.
  private item(node: Expression, object: Value, key: Value): Value {
    if (!(key instanceof SliceValue) || object instanceof Undefined) return lookUpItem(object, key);
    const part = slice(object, key.bounds);
    if (part !== undefined) return part;
    const hint = `'${typeNameOf(object)}' object is not subscriptable by a slice`;
    if (isConstant(node)) return new Undefined(hint);
    throw typeError(hint);
  }

  /** Applies a filter expression to a value that is already there, and the filters under it first. */
  protected filterChain(node: Expression, input: Value, scope: Scope): Value {
    if (node.type !== 'filter') return this.evaluate(node, scope);
    return this.filter(node, node.input ? this.filterChain(node.input, input, scope) : input, scope);
  }

  private filter(node: Expression & { type: 'filter' }, input: Value, scope: Scope): Value {
    return applyFilter(node.name, input, this.args(node.args, scope), this.state);
  }

  private unary(operator: '-' | '+' | 'not', operand: Value): Value {
    return operator === 'not' ? !truthy(operand) : signOperation(operator, operand);
  }

  private concat(parts: readonly Value[]): Value {
    return concatenate(parts, this.state.autoescape && parts.some((part) => part instanceof SafeString));
  }

  private condition(node: Expression & { type: 'condition' }, scope: Scope): Value {
    if (truthy(this.evaluate(node.test, scope))) return this.evaluate(node.then, scope);
    if (node.otherwise) return this.evaluate(node.otherwise, scope);
    return new Undefined('the inline if-expression evaluated to false and no else section was defined.');
  }

  private compare(first: Value, rest: readonly Comparison[], scope: Scope): Value {
    let left = first;
    for (const { operator, right: node } of rest) {
      const right = this.evaluate(node, scope);
      if (!holds(operator, left, right)) return false;
      left = right;
    }
    return true;
  }

  protected args({ positional, named, spread, spreadNamed }: CallArguments, scope: Scope): Arguments {
    const values = positional.map((argument) => this.evaluate(argument, scope));
    const names = new Map<string, Value>();
    const add = (name: string, value: Value) => {
      if (names.has(name)) throw typeError(`got multiple values for keyword argument '${name}'`);
      names.set(name, value);
    };
    for (const [name, argument] of named) add(name, this.evaluate(argument, scope));
    if (spread) {
      for (const value of iterate(this.evaluate(spread, scope))) {
        spend();
        values.push(value);
      }
    }
    if (spreadNamed) {
      const source = this.evaluate(spreadNamed, scope);
      if (!(source instanceof Dict)) throw typeError(`argument after ** must be a mapping, not ${typeNameOf(source)}`);
      for (const [name, value] of source.entries()) add(str(name), value);
    }
    return { positional: values, named: names };
  }

  /** Calls a value. @throws TypeError, or what the `Undefined` stands for (as template errors) */
  protected call(callee: Value, args: Arguments): Value {
    const target = callee instanceof LoopValue ? (callee.callable ?? callee) : callee;
    if (target instanceof Undefined) throw target.error();
    if (!(target instanceof Callable)) throw typeError(`'${typeNameOf(target)}' object is not callable`);
    return target.invoke(args);
  }
}

function holds(operator: Comparison['operator'], left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case '<':
      return compare(left, right, operator) < 0;
    case '<=':
      return compare(left, right, operator) <= 0;
    case '>':
      return compare(left, right, operator) > 0;
    case '>=':
      return compare(left, right, operator) >= 0;
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
  }
}
