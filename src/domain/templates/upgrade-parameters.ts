// Parameters of `run-deployment` may hold templates as plain text. Before hydration such text is turned into the object
// that says so. A text that is one expression keeps the expression's type; text around it makes a text.
import { isKind, isDocument } from './hydrate.js';
import { isTemplate } from './render.js';
import { parseTemplate } from './statement-parser.js';
import type { Expression } from './syntax-tree.js';
import { TemplateError } from './template-error.js';

/** A copy of the parameters with every plain-text template wrapped. Objects that are kinds already stay untouched. */
export function upgradeParameters(parameters: unknown): unknown {
  if (typeof parameters === 'string') return isTemplate(parameters) ? wrap(parameters) : parameters;
  if (Array.isArray(parameters)) return parameters.map(upgradeParameters);
  if (!isDocument(parameters) || isKind(parameters)) return parameters;
  return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, upgradeParameters(value)]));
}

function wrap(template: string): unknown {
  const trimmed = template.trim();
  const isOneExpression = trimmed.startsWith('{{') && trimmed.endsWith('}}') && trimmed.split('{{').length === 2;
  if (!isOneExpression) return { __prefect_kind: 'jinja', template };
  const expression = expressionText(trimmed);
  return {
    __prefect_kind: 'json',
    value: { __prefect_kind: 'jinja', template: `{{ ${expression} | tojson }}` },
  };
}

// `| tojson` binds tighter than any operator, so an expression with an operator at its top needs parentheses.
const NEEDS_PARENTHESES: ReadonlySet<Expression['type']> = new Set([
  'binary',
  'logical',
  'compare',
  'concat',
  'condition',
  'unary',
  'tuple',
  'test',
]);

function expressionText(template: string): string {
  const text = template.slice(2, -2).replace(/^[-+]/, '').replace(/-$/, '').trim();
  try {
    const [statement, ...more] = parseTemplate(template);
    if (more.length > 0 || statement?.type !== 'output') return text;
    const [expression] = statement.expressions;
    if (!expression || !NEEDS_PARENTHESES.has(expression.type) || isParenthesised(text)) return text;
    return `(${text})`;
  } catch (error) {
    if (error instanceof TemplateError) return text;
    throw error;
  }
}

// `(a, b)` is whole in its own parentheses, `(a) + (b)` is not: only the first closes where the text ends.
function isParenthesised(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')') || /['"]/.test(text)) return false;
  let open = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (text[index] === '(') open += 1;
    else if (text[index] === ')') open -= 1;
    if (open === 0) return false;
  }
  return true;
}
