// What Jinja's operators stand between: constants, names, lists, tuples, dicts, and what may follow them: attributes,
// subscripts, calls, filters and tests.
import { NO_ARGUMENTS, type CallArguments, type Expression } from './syntax-tree.js';
import type { TokenStream } from './token-stream.js';

const CONSTANTS = new Map<string, null | boolean>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

const MAX_CHAIN = 1000;

export const isReservedName = (name: string): boolean => CONSTANTS.has(name);

export interface TupleOptions {
  /** Whether `a if b else c` may stand at the top; it may not where `if` follows the expression. */
  readonly condition?: boolean;
  readonly parenthesised?: boolean;
  /** Reads each item; used for assignment targets. */
  readonly item?: () => Expression;
}

export abstract class OperandParser {
  /** Operators, accesses and filters so far in the outermost expression: each may add a level to the tree. */
  protected chainLength = 0;

  constructor(protected readonly stream: TokenStream) {}

  protected countLink(): void {
    this.chainLength += 1;
    if (this.chainLength > MAX_CHAIN) throw this.stream.fail(`an expression may have ${MAX_CHAIN} operations at most`);
  }

  abstract expression(withCondition?: boolean): Expression;

  /** One expression, or a tuple of them when a comma follows. */
  tuple(options: TupleOptions = {}): Expression {
    const item = options.item ?? (() => this.expression(options.condition ?? true));
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.stream.expectOperator(',');
      if (this.isTupleEnd()) break;
      items.push(item());
      if (!this.stream.isOperator(',')) break;
      isTuple = true;
    }
    const [only] = items;
    if (!isTuple) {
      if (only) return only;
      if (!options.parenthesised) throw this.stream.fail(`Expected an expression, got '${this.describeCurrent()}'`);
    }
    return { type: 'tuple', items };
  }

  private describeCurrent(): string {
    const { type, text } = this.stream.current;
    if (type === 'eof') return 'end of template';
    return type === 'block_end' ? 'end of statement block' : type === 'variable_end' ? 'end of print statement' : text;
  }

  private isTupleEnd(): boolean {
    const { stream } = this;
    return stream.is('variable_end') || stream.is('block_end') || stream.isOperator(')');
  }

  primary(): Expression {
    const { stream } = this;
    const token = stream.current;
    if (token.type === 'name') {
      stream.next();
      const constant = CONSTANTS.get(token.text);
      return constant === undefined ? { type: 'name', name: token.text } : { type: 'constant', value: constant };
    }
    if (token.type === 'string') {
      let value = '';
      while (stream.is('string')) value += String(stream.next().literal);
      return { type: 'constant', value };
    }
    if (token.type === 'integer' || token.type === 'float') {
      stream.next();
      return { type: 'constant', value: token.literal ?? null };
    }
    if (stream.skipOperator('(')) {
      const inner = this.tuple({ parenthesised: true });
      stream.expectOperator(')');
      return inner;
    }
    if (stream.isOperator('[')) return { type: 'list', items: this.delimited(']', () => this.expression()) };
    if (stream.isOperator('{')) {
      const entry = (): readonly [Expression, Expression] => {
        const key = this.expression();
        stream.expectOperator(':');
        return [key, this.expression()];
      };
      return { type: 'dict', entries: this.delimited('}', entry) };
    }
    throw stream.unexpected();
  }

  private delimited<Item>(end: string, item: () => Item): Item[] {
    this.stream.next();
    const items: Item[] = [];
    while (!this.stream.isOperator(end)) {
      if (items.length > 0) this.stream.expectOperator(',');
      if (this.stream.isOperator(end)) break;
      items.push(item());
    }
    this.stream.expectOperator(end);
    return items;
  }

  protected postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator('.') || this.stream.isOperator('[')) node = this.subscript(node);
      else if (this.stream.isOperator('(')) node = { type: 'call', callee: node, args: this.callArguments() };
      else return node;
      this.countLink();
    }
  }

  private subscript(object: Expression): Expression {
    const { stream } = this;
    if (stream.skipOperator('.')) {
      const token = stream.next();
      if (token.type === 'name') return { type: 'attribute', object, name: token.text };
      if (token.type !== 'integer') throw stream.fail('expected name or number', token.line);
      return { type: 'item', object, key: { type: 'constant', value: token.literal ?? null } };
    }
    stream.next();
    const keys: Expression[] = [];
    while (!stream.isOperator(']')) {
      if (keys.length > 0) stream.expectOperator(',');
      keys.push(this.subscriptKey());
    }
    stream.expectOperator(']');
    const [only] = keys;
    return { type: 'item', object, key: keys.length === 1 && only ? only : { type: 'tuple', items: keys } };
  }

  private subscriptKey(): Expression {
    const { stream } = this;
    const bounds: (Expression | undefined)[] = [];
    if (stream.skipOperator(':')) bounds.push(undefined);
    else {
      const key = this.expression();
      if (!stream.skipOperator(':')) return key;
      bounds.push(key);
    }
    const atEnd = () => stream.isOperator(']') || stream.isOperator(',');
    bounds.push(stream.isOperator(':') || atEnd() ? undefined : this.expression());
    bounds.push(stream.skipOperator(':') && !atEnd() ? this.expression() : undefined);
    return { type: 'slice', bounds };
  }

  callArguments(): CallArguments {
    const { stream } = this;
    stream.expectOperator('(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let spread: Expression | undefined;
    let spreadNamed: Expression | undefined;
    const ensure = (legal: boolean) => {
      if (!legal) throw stream.fail('invalid syntax for function call expression');
    };
    for (let first = true; !stream.isOperator(')'); first = false) {
      if (!first) {
        stream.expectOperator(',');
        if (stream.isOperator(')')) break;
      }
      if (stream.skipOperator('*')) {
        ensure(!spread && !spreadNamed);
        spread = this.expression();
      } else if (stream.skipOperator('**')) {
        ensure(!spreadNamed);
        spreadNamed = this.expression();
      } else if (stream.is('name') && stream.isOperator('=', 1)) {
        ensure(!spreadNamed);
        const name = stream.next().text;
        stream.next();
        named.push([name, this.expression()]);
      } else {
        ensure(!spread && !spreadNamed && named.length === 0);
        positional.push(this.expression());
      }
    }
    stream.expectOperator(')');
    return { positional, named, spread, spreadNamed };
  }

  protected filters(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator('|')) node = this.filter(node);
      else if (this.stream.isName('is')) node = this.test(node);
      else if (this.stream.isOperator('(')) node = { type: 'call', callee: node, args: this.callArguments() };
      else return node;
      this.countLink();
    }
  }

  /** Reads `| name(args) | …`; with `inline` the first `|` is already understood, as in `{% filter name %}`. */
  filter(input: Expression | undefined, inline = false): Expression {
    let node = input;
    let first = inline;
    while (this.stream.isOperator('|') || first) {
      this.countLink();
      if (!first) this.stream.next();
      first = false;
      const line = this.stream.current.line;
      const name = this.dottedName();
      const args = this.stream.isOperator('(') ? this.callArguments() : NO_ARGUMENTS;
      node = { type: 'filter', input: node, name, args, line };
    }
    if (!node) throw this.stream.unexpected('name');
    return node;
  }

  private dottedName(): string {
    let name = this.stream.expect('name').text;
    while (this.stream.skipOperator('.')) name += `.${this.stream.expect('name').text}`;
    return name;
  }

  private test(input: Expression): Expression {
    const { stream } = this;
    const line = stream.next().line;
    const negated = stream.skipName('not');
    const name = this.dottedName();
    let args = NO_ARGUMENTS;
    if (stream.isOperator('(')) args = this.callArguments();
    else if (this.startsTestArgument()) {
      if (stream.isName('is')) throw stream.fail('You cannot chain multiple tests with is');
      args = { ...NO_ARGUMENTS, positional: [this.postfix(this.primary())] };
    }
    const node: Expression = { type: 'test', input, name, args, line };
    return negated ? { type: 'unary', operator: 'not', operand: node } : node;
  }

  private startsTestArgument(): boolean {
    const { type, text } = this.stream.current;
    if (type === 'name') return text !== 'else' && text !== 'or' && text !== 'and';
    return type === 'string' || type === 'integer' || type === 'float' || (type === 'operator' && '([{'.includes(text));
  }
}
