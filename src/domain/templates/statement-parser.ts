// Jinja's statements: what stands between `{%` and `%}`. Gives the syntax tree of a whole template.
import { BlockParser } from './block-parser.js';
import type { Expression, Signature, Statement, Target } from './syntax-tree.js';
import { TokenStream } from './token-stream.js';
import { tokenize } from './lexer.js';

/** The statements of a template. @throws TemplateError of kind `syntax` with the line */
export function parseTemplate(source: string): Statement[] {
  return new StatementParser(new TokenStream(tokenize(source))).template();
}

class StatementParser extends BlockParser {
  template(): Statement[] {
    const statements = this.statementsUntil([]);
    if (!this.stream.is('eof')) throw this.stream.unexpected();
    return statements;
  }

  protected statement(): Statement {
    const { stream } = this;
    const token = stream.current;
    if (token.type !== 'name') throw stream.fail('tag name expected');
    const parse = this.tags.get(token.text);
    if (!parse) throw this.unknownTag(token.text);
    stream.next();
    return parse();
  }

  private readonly tags: ReadonlyMap<string, () => Statement> = new Map<string, () => Statement>([
    ['for', () => this.forLoop()],
    ['if', () => this.ifBlock()],
    ['set', () => this.setStatement()],
    ['with', () => this.withBlock()],
    ['print', () => ({ type: 'output', expressions: this.printed() })],
    ['macro', () => this.macro()],
    ['call', () => this.callBlock()],
    [
      'filter',
      () => ({
        type: 'filter-block',
        filter: this.filter(undefined, true),
        body: this.body('filter', ['endfilter'], true),
      }),
    ],
    [
      'autoescape',
      () => ({
        type: 'autoescape',
        enabled: this.expression(),
        body: this.body('autoescape', ['endautoescape'], true),
      }),
    ],
    ['block', () => this.block()],
    ['extends', () => ({ type: 'load', tag: 'extends', template: this.expression() })],
    ['include', () => this.include()],
    ['import', () => this.importStatement()],
    ['from', () => this.fromStatement()],
  ]);

  private forLoop(): Statement {
    const { stream } = this;
    const target = this.target();
    stream.expectName('in');
    const source = this.tuple({ condition: false });
    const condition = stream.skipName('if') ? this.expression() : undefined;
    const recursive = stream.skipName('recursive');
    const body = this.body('for', ['endfor', 'else']);
    const otherwise = stream.next().text === 'endfor' ? [] : this.body('for', ['endfor'], true);
    return { type: 'for', target, source, condition, recursive, body, otherwise };
  }

  private ifBlock(): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.tuple({ condition: false });
      branches.push({ test, body: this.body('if', ['elif', 'else', 'endif']) });
      const end = this.stream.next().text;
      if (end === 'elif') continue;
      return { type: 'if', branches, otherwise: end === 'else' ? this.body('if', ['endif'], true) : [] };
    }
  }

  private setStatement(): Statement {
    const target = this.target({ namespace: true });
    if (this.stream.skipOperator('=')) return { type: 'set', target, value: this.tuple() };
    const filter = this.stream.isOperator('|') ? this.filter(undefined) : undefined;
    return { type: 'set-block', target, filter, body: this.body('set', ['endset'], true) };
  }

  private withBlock(): Statement {
    const bindings: [Target, Expression][] = [];
    while (!this.stream.is('block_end')) {
      if (bindings.length > 0) this.stream.expectOperator(',');
      const target = this.target();
      this.stream.expectOperator('=');
      bindings.push([target, this.expression()]);
    }
    return { type: 'with', bindings, body: this.body('with', ['endwith'], true) };
  }

  private printed(): Expression[] {
    const expressions: Expression[] = [];
    while (!this.stream.is('block_end')) {
      if (expressions.length > 0) this.stream.expectOperator(',');
      expressions.push(this.expression());
    }
    return expressions;
  }

  private macro(): Statement {
    const name = this.targetName();
    const signature = this.signature();
    return { type: 'macro', name, signature, body: this.body('macro', ['endmacro'], true) };
  }

  private callBlock(): Statement {
    const signature = this.stream.isOperator('(') ? this.signature() : { parameters: [], defaults: [] };
    const call = this.expression();
    if (call.type !== 'call') throw this.stream.fail('expected call');
    return { type: 'call-block', call, signature, body: this.body('call', ['endcall'], true) };
  }

  private signature(): Signature {
    const parameters: string[] = [];
    const defaults: Expression[] = [];
    this.stream.expectOperator('(');
    while (!this.stream.isOperator(')')) {
      if (parameters.length > 0) this.stream.expectOperator(',');
      parameters.push(this.targetName());
      if (this.stream.skipOperator('=')) defaults.push(this.expression());
      else if (defaults.length > 0) throw this.stream.fail('non-default argument follows default argument');
    }
    this.stream.expectOperator(')');
    return { parameters, defaults };
  }

  private block(): Statement {
    const { stream } = this;
    const line = stream.current.line;
    const name = stream.expect('name').text;
    const scoped = stream.skipName('scoped');
    const required = stream.skipName('required');
    if (stream.isOperator('-')) {
      throw stream.fail(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    }
    const body = this.body('block', ['endblock'], true);
    if (required && !body.every((part) => part.type === 'text' && part.text.trim() === '')) {
      throw stream.fail('Required blocks can only contain comments or whitespace');
    }
    stream.skipName(name);
    return { type: 'block', name, scoped, required, body, line };
  }

  private include(): Statement {
    const template = this.expression();
    if (this.stream.isName('ignore') && this.stream.isName('missing', 1)) {
      this.stream.next();
      this.stream.next();
    }
    this.skipContext();
    return { type: 'load', tag: 'include', template };
  }

  private importStatement(): Statement {
    const template = this.expression();
    this.stream.expectName('as');
    this.targetName();
    this.skipContext();
    return { type: 'load', tag: 'import', template };
  }

  private fromStatement(): Statement {
    const template = this.expression();
    this.stream.expectName('import');
    for (let count = 0; !this.skipContext(); count += 1) {
      if (!this.stream.is('name')) {
        this.stream.expect('name');
        break;
      }
      const name = this.targetName();
      if (name.startsWith('_')) throw this.stream.fail('names starting with an underline can not be imported');
      if (this.stream.skipName('as')) this.targetName();
      if (this.skipContext() || !this.stream.skipOperator(',')) break;
      if (!this.stream.is('name')) break;
    }
    return { type: 'load', tag: 'from', template };
  }

  private skipContext(): boolean {
    const { stream } = this;
    if ((stream.isName('with') || stream.isName('without')) && stream.isName('context', 1)) {
      stream.next();
      stream.next();
      return true;
    }
    return false;
  }
}
