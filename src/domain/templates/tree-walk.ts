// Walks a syntax tree without running it: counts loops for the save-time rules, finds the names a template reads, and
// hears of filters and tests before anything is evaluated.
import type { CallArguments, Expression, Statement } from './syntax-tree.js';

type Part = Expression | undefined;

const argumentParts = ({ positional, named, spread, spreadNamed }: CallArguments): Part[] => [
  ...positional,
  ...named.map(([, value]) => value),
  spread,
  spreadNamed,
];

/** The expressions directly inside an expression. */
export function partsOf(expression: Expression): Expression[] {
  return allParts(expression).filter((part): part is Expression => part !== undefined);
}

function allParts(expression: Expression): Part[] {
  switch (expression.type) {
    case 'constant':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
      return [...expression.items];
    case 'dict':
      return expression.entries.flat();
    case 'attribute':
      return [expression.object];
    case 'item':
      return [expression.object, expression.key];
    case 'slice':
      return [...expression.bounds];
    case 'call':
      return [expression.callee, ...argumentParts(expression.args)];
    case 'filter':
    case 'test':
      return [expression.input, ...argumentParts(expression.args)];
    case 'unary':
      return [expression.operand];
    case 'binary':
    case 'logical':
      return [expression.left, expression.right];
    case 'concat':
      return [...expression.parts];
    case 'compare':
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case 'condition':
      return [expression.test, expression.then, expression.otherwise];
  }
}

export interface StatementParts {
  readonly expressions: readonly Expression[];
  readonly bodies: readonly (readonly Statement[])[];
}

/** The expressions and bodies directly inside a statement. */
export function statementParts(statement: Statement): StatementParts {
  switch (statement.type) {
    case 'text':
      return { expressions: [], bodies: [] };
    case 'output':
      return { expressions: statement.expressions, bodies: [] };
    case 'for': {
      const { source, condition, body, otherwise } = statement;
      return { expressions: condition ? [source, condition] : [source], bodies: [body, otherwise] };
    }
    case 'if':
      return {
        expressions: statement.branches.map(({ test }) => test),
        bodies: [...statement.branches.map(({ body }) => body), statement.otherwise],
      };
    case 'set':
      return { expressions: [statement.value], bodies: [] };
    case 'set-block':
      return { expressions: statement.filter ? [statement.filter] : [], bodies: [statement.body] };
    case 'with':
      return { expressions: statement.bindings.map(([, value]) => value), bodies: [statement.body] };
    case 'autoescape':
      return { expressions: [statement.enabled], bodies: [statement.body] };
    case 'filter-block':
      return { expressions: [statement.filter], bodies: [statement.body] };
    case 'macro':
      return { expressions: statement.signature.defaults, bodies: [statement.body] };
    case 'call-block':
      return { expressions: [statement.call, ...statement.signature.defaults], bodies: [statement.body] };
    case 'block':
      return { expressions: [], bodies: [statement.body] };
    case 'load':
      return { expressions: [statement.template], bodies: [] };
  }
}

/** Whether an expression's value hangs on nothing: no name, no call. */
export const isConstant = (expression: Expression): boolean =>
  expression.type !== 'name' && expression.type !== 'call' && partsOf(expression).every(isConstant);

function addNames(expression: Expression, names: Set<string>): void {
  if (expression.type === 'name') names.add(expression.name);
  for (const part of partsOf(expression)) addNames(part, names);
}

/** Every name the statements read anywhere, whether or not they also set it. */
export function namesRead(statements: readonly Statement[], names = new Set<string>()): Set<string> {
  for (const statement of statements) {
    const { expressions, bodies } = statementParts(statement);
    for (const expression of expressions) addNames(expression, names);
    for (const body of bodies) namesRead(body, names);
  }
  return names;
}

/** How many `for` loops there are, and how deep they nest. */
export function countLoops(statements: readonly Statement[]): { count: number; depth: number } {
  let count = 0;
  let depth = 0;
  for (const statement of statements) {
    const own = statement.type === 'for' ? 1 : 0;
    count += own;
    depth = Math.max(depth, own);
    for (const body of statementParts(statement).bodies) {
      const inner = countLoops(body);
      count += inner.count;
      depth = Math.max(depth, own + inner.depth);
    }
  }
  return { count, depth };
}
