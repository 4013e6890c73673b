// The step budget that makes every rendering end. One rendering is one synchronous call, so the budget of the call in
// progress is kept here rather than handed through every string method and comparison; it is restored in `finally`.
import { limitError, TemplateError } from './template-error.js';

export interface Limits {
  /** Work units a rendering may use: about one a node evaluated, item visited or 16 characters built. */
  readonly maxSteps: number;
  /** Characters of output. */
  readonly maxOutputLength: number;
  /** Characters of any text in between, and items of any list in between (a sixteenth of it). */
  readonly maxTextLength: number;
  /** How deep expressions, macros, recursive loops and nested data may go, in levels of an expression. */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxSteps: 1_000_000,
  maxOutputLength: 64 * 1024,
  maxTextLength: 2 * 1024 * 1024,
  maxDepth: 1200,
};

interface Budget {
  readonly limits: Limits;
  stepsLeft: number;
  depth: number;
}

let current: Budget | undefined;

/** Runs `work` with a fresh budget. @throws TemplateError of kind `limit` when it is used up. */
export function runWithBudget<Result>(limits: Limits, work: () => Result): Result {
  const outer = current;
  current = { limits, stepsLeft: limits.maxSteps, depth: 0 };
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** Takes `steps` from the budget of the rendering in progress; outside a rendering nothing is counted. */
export function spend(steps = 1): void {
  if (!current) return;
  current.stepsLeft -= steps;
  if (current.stepsLeft < 0) throw limitError(`The template took more than ${current.limits.maxSteps} steps.`);
}

/** Counts text about to be built, before it is built. */
export function spendText(length: number): void {
  const limit = current?.limits.maxTextLength ?? DEFAULT_LIMITS.maxTextLength;
  if (!(length <= limit)) throw limitError(`The template built a text longer than ${limit} characters.`);
  spend(1 + (length >> 4));
}

/** Counts a list about to be built, before it is built. */
export function spendItems(count: number): void {
  const limit = (current?.limits.maxTextLength ?? DEFAULT_LIMITS.maxTextLength) >> 4;
  if (!(count <= limit)) throw limitError(`The template built a list longer than ${limit} items.`);
  spend(1 + count);
}

// What a macro call or a level of data weighs against a level of an expression, by the stack it takes.
const LEVEL_WEIGHT = 8;

function deepen(weight: number): void {
  if (!current) return;
  current.depth += weight;
  if (current.depth <= current.limits.maxDepth) return;
  throw new TemplateError('limit', 'RecursionError', 'The template nests too deeply.');
}

/** Runs `work` one level deeper (a macro call, nested data). */
export function descend<Result>(work: () => Result): Result {
  deepen(LEVEL_WEIGHT);
  const result = work();
  ascend(LEVEL_WEIGHT);
  return result;
}

/** Counts one level of an expression; undone by `ascend`. An error ends the rendering, so nothing undoes it then. */
export const descendExpression = (): void => deepen(1);

export function ascend(weight = 1): void {
  if (current) current.depth -= weight;
}
