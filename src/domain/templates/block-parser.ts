// What Jinja's statements are made of: bodies that run up to an end tag, with the message when that tag is missing, and
// the names and tuples that can be assigned to.
import { ExpressionParser } from './expression-parser.js';
import { isReservedName } from './operand-parser.js';
import type { Expression, Statement, Target } from './syntax-tree.js';
import type { TemplateError } from './template-error.js';

const MAX_BLOCK_NESTING = 60;

const wanted = (ends: readonly string[]): string => ends.map((end) => `'${end}'`).join(' or ');

export abstract class BlockParser extends ExpressionParser {
  /** The tags open at this point, outermost first, each with the tags that may end it. */
  private readonly openTags: { tag: string; ends: readonly string[] }[] = [];

  protected abstract statement(): Statement;

  protected statementsUntil(ends: readonly string[]): Statement[] {
    const { stream } = this;
    const statements: Statement[] = [];
    for (;;) {
      if (stream.is('data')) statements.push({ type: 'text', text: stream.next().text });
      else if (stream.is('variable_begin')) {
        stream.next();
        statements.push({ type: 'output', expressions: [this.tuple()] });
        stream.expect('variable_end');
      } else if (stream.is('block_begin')) {
        stream.next();
        if (ends.some((end) => stream.isName(end))) return statements;
        statements.push(this.statement());
        stream.expect('block_end');
      } else return statements;
    }
  }

  /** The body of a tag, up to one of `ends`; the end's name is left for the caller, or read with `readEnd`. */
  protected body(tag: string, ends: readonly string[], readEnd = false): Statement[] {
    this.stream.skipOperator(':');
    this.stream.expect('block_end');
    if (this.openTags.length >= MAX_BLOCK_NESTING)
      throw this.stream.fail(`blocks may nest ${MAX_BLOCK_NESTING} levels deep at most`);
    this.openTags.push({ tag, ends });
    const statements = this.statementsUntil(ends);
    if (this.stream.is('eof')) throw this.endMissing(ends);
    this.openTags.pop();
    if (readEnd) this.stream.next();
    return statements;
  }

  private endMissing(ends: readonly string[]): TemplateError {
    const { tag } = this.openTags[this.openTags.length - 1] ?? { tag: '' };
    return this.stream.fail(
      `Unexpected end of template. Jinja was looking for the following tags: ${wanted(ends)}. ` +
        `The innermost block that needs to be closed is '${tag}'.`,
    );
  }

  protected unknownTag(name: string): TemplateError {
    const open = this.openTags[this.openTags.length - 1];
    if (!open) return this.stream.fail(`Encountered unknown tag '${name}'.`);
    const misplaced = this.openTags.some(({ ends }) => ends.includes(name));
    const hint = misplaced
      ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${wanted(open.ends)}.`
      : `Jinja was looking for the following tags: ${wanted(open.ends)}.`;
    return this.stream.fail(
      `Encountered unknown tag '${name}'. ${hint} The innermost block that needs to be closed is '${open.tag}'.`,
    );
  }

  protected targetName(): string {
    const { text, line } = this.stream.expect('name');
    if (isReservedName(text)) throw this.stream.fail(`can't assign to '${text}'`, line);
    return text;
  }

  protected target(options: { namespace?: boolean } = {}): Target {
    const { stream } = this;
    const { line } = stream.current;
    let namespaceTarget: Target | undefined;
    const item = (): Expression => {
      if (options.namespace && stream.is('name') && stream.isOperator('.', 1)) {
        const name = stream.next().text;
        stream.next();
        namespaceTarget = { type: 'namespace', name, attribute: stream.expect('name').text };
        return { type: 'attribute', object: { type: 'name', name }, name: namespaceTarget.attribute };
      }
      return this.primary();
    };
    const parsed = this.tuple({ item });
    return toTarget(parsed, (what) => stream.fail(`can't assign to '${what}'`, line));
  }
}

function toTarget(expression: Expression, refuse: (what: string) => TemplateError): Target {
  if (expression.type === 'name') return { type: 'name', name: expression.name };
  if (expression.type === 'tuple')
    return { type: 'tuple', items: expression.items.map((item) => toTarget(item, refuse)) };
  if (expression.type === 'attribute' && expression.object.type === 'name') {
    return { type: 'namespace', name: expression.object.name, attribute: expression.name };
  }
  throw refuse(expression.type === 'constant' ? 'const' : expression.type);
}
