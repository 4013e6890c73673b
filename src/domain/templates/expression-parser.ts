// Jinja's operators by recursive descent, loosest first: conditions, logic, comparisons, sums, products, powers, signs.
import { OperandParser } from './operand-parser.js';
import type { Comparison, Expression } from './syntax-tree.js';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const MAX_NESTING = 100;

export class ExpressionParser extends OperandParser {
  private depth = 0;

  /** A whole expression. @throws TemplateError of kind `syntax` */
  override expression(withCondition = true): Expression {
    if (this.depth >= MAX_NESTING) throw this.stream.fail(`expressions may nest ${MAX_NESTING} levels deep at most`);
    if (this.depth === 0) this.chainLength = 0;
    this.depth += 1;
    try {
      return withCondition ? this.condition() : this.or();
    } finally {
      this.depth -= 1;
    }
  }

  private condition(): Expression {
    let then = this.or();
    while (this.stream.skipName('if')) {
      const test = this.or();
      const otherwise = this.stream.skipName('else') ? this.expression() : undefined;
      then = { type: 'condition', test, then, otherwise };
    }
    return then;
  }

  private or(): Expression {
    let left = this.and();
    while (this.stream.skipName('or')) left = { type: 'logical', operator: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.stream.skipName('and')) left = { type: 'logical', operator: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    let negations = 0;
    while (this.stream.skipName('not')) negations += 1;
    let operand = this.comparison();
    if (negations > MAX_NESTING) throw this.stream.fail(`expressions may nest ${MAX_NESTING} levels deep at most`);
    for (; negations > 0; negations -= 1) operand = { type: 'unary', operator: 'not', operand };
    return operand;
  }

  private comparison(): Expression {
    const first = this.sum();
    const rest: Comparison[] = [];
    for (;;) {
      const { type, text } = this.stream.current;
      if (type === 'operator' && COMPARISONS.has(text)) {
        this.stream.next();
        rest.push({ operator: text as Comparison['operator'], right: this.sum() });
      } else if (this.stream.skipName('in')) {
        rest.push({ operator: 'in', right: this.sum() });
      } else if (this.stream.isName('not') && this.stream.isName('in', 1)) {
        this.stream.next();
        this.stream.next();
        rest.push({ operator: 'not in', right: this.sum() });
      } else break;
    }
    return rest.length > 0 ? { type: 'compare', first, rest } : first;
  }

  private sum(): Expression {
    return this.leftToRight(['+', '-'], () => this.concatenation());
  }

  private concatenation(): Expression {
    const parts = [this.product()];
    while (this.stream.skipOperator('~')) parts.push(this.product());
    const [only] = parts;
    return parts.length === 1 && only ? only : { type: 'concat', parts };
  }

  private product(): Expression {
    return this.leftToRight(['*', '/', '//', '%'], () => this.leftToRight(['**'], () => this.unary()));
  }

  private leftToRight(
    operators: readonly ('+' | '-' | '*' | '/' | '//' | '%' | '**')[],
    operand: () => Expression,
  ): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.stream.isOperator(candidate));
      if (!operator) return left;
      this.stream.next();
      this.countLink();
      left = { type: 'binary', operator, left, right: operand() };
    }
  }

  /** A sign, a value, and what follows it: attributes, calls, and (unless after a sign) filters and tests. */
  unary(withFilter = true): Expression {
    let node: Expression;
    const operator = this.stream.isOperator('-') ? '-' : this.stream.isOperator('+') ? '+' : undefined;
    if (operator) {
      this.stream.next();
      this.depth += 1;
      if (this.depth > MAX_NESTING) throw this.stream.fail(`expressions may nest ${MAX_NESTING} levels deep at most`);
      node = { type: 'unary', operator, operand: this.unary(false) };
      this.depth -= 1;
    } else {
      node = this.primary();
    }
    node = this.postfix(node);
    return withFilter ? this.filters(node) : node;
  }
}
