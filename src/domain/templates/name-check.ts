// What Jinja refuses when it compiles a template, before any of it runs: filters and tests that do not exist (unless a
// condition guards them) and blocks defined twice.
import { statementParts, partsOf } from './tree-walk.js';
import type { Expression, Statement } from './syntax-tree.js';
import { TemplateError } from './template-error.js';

export interface KnownNames {
  readonly hasFilter: (name: string) => boolean;
  readonly hasTest: (name: string) => boolean;
}

const assertionError = (message: string, line: number) =>
  new TemplateError('render', 'TemplateAssertionError', message, line);

/** @throws TemplateError named TemplateAssertionError */
export function checkNames(statements: readonly Statement[], known: KnownNames): void {
  new NameChecker(known).statements(statements, false);
}

class NameChecker {
  private readonly blocks = new Set<string>();

  constructor(private readonly known: KnownNames) {}

  statements(statements: readonly Statement[], guarded: boolean): void {
    for (const statement of statements) this.statement(statement, guarded);
  }

  private statement(statement: Statement, guarded: boolean): void {
    const { expressions, bodies } = statementParts(statement);
    const inner = statement.type === 'if';
    for (const expression of expressions) this.expression(expression, inner || guarded);
    for (const body of bodies) this.statements(body, inner);
    if (statement.type !== 'block') return;
    if (this.blocks.has(statement.name))
      throw assertionError(`block '${statement.name}' defined twice`, statement.line);
    this.blocks.add(statement.name);
  }

  private expression(expression: Expression, guarded: boolean): void {
    const { type } = expression;
    if (type === 'filter' && !guarded && !this.known.hasFilter(expression.name)) {
      throw assertionError(`No filter named '${expression.name}'.`, expression.line);
    }
    if (type === 'test' && !guarded && !this.known.hasTest(expression.name)) {
      throw assertionError(`No test named '${expression.name}'.`, expression.line);
    }
    for (const part of partsOf(expression)) this.expression(part, guarded || type === 'condition');
  }
}
