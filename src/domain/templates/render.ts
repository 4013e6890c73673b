// The way in: checks a template as it is saved, renders it, and says which names it reads. Everything below is pure;
// callers give it the time and chance it may use, and run it where a slow template hurts nobody.
import { DEFAULT_LIMITS, runWithBudget, type Limits } from './budget.js';
import { Executor } from './executor.js';
import { globalValues } from './globals.js';
import { checkNames } from './name-check.js';
import { applyFilter, applyTest, hasFilter, hasTest } from './registry.js';
import { Scope } from './scope.js';
import { parseTemplate } from './statement-parser.js';
import { limitError, TemplateError } from './template-error.js';
import { countLoops, namesRead } from './tree-walk.js';
import type { RenderState } from './filter.js';
import type { Value } from './values.js';

/** `for` loops a template may hold, and how deep they may nest. */
export const MAX_LOOPS = 10;
export const MAX_LOOP_DEPTH = 2;
/** Characters a template may have. */
export const MAX_TEMPLATE_LENGTH = 256 * 1024;

export interface RenderOptions {
  /** The variables, already template values. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Milliseconds since 1970, for filters that say how long ago. */
  readonly nowMs: number;
  /** Base address of the user interface; without it `ui_url` gives `None`. */
  readonly uiUrl?: string;
  /** From 0 up to 1. @default a fixed sequence */
  readonly random?: () => number;
  readonly limits?: Partial<Limits>;
}

/** Whether text holds template syntax at all; text without it is used as it is. */
export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%');

/**
 * Checks what can be known before rendering: syntax, and how many loops there are.
 * @throws TemplateError of kind `syntax` or `security`
 */
export function validateTemplate(template: string): void {
  const { count, depth } = countLoops(parse(template));
  if (count > MAX_LOOPS) {
    throw refused(`Contains ${count} for loops. Templates can contain no more than ${MAX_LOOPS} for loops.`);
  }
  if (depth > MAX_LOOP_DEPTH) {
    throw refused(
      `Contains nested for loops at a depth of ${depth}. Templates can nest for loops no more than ${MAX_LOOP_DEPTH} loops deep.`,
    );
  }
}

const refused = (message: string) => new TemplateError('security', 'TemplateSecurityError', message);

const parse = (template: string) => {
  if (template.length > MAX_TEMPLATE_LENGTH)
    throw refused(`Templates may be ${MAX_TEMPLATE_LENGTH} characters long at most.`);
  return withinStack(() => parseTemplate(template));
};

/** The names a template reads, e.g. to load only what it needs. @throws TemplateError of kind `syntax` */
export const namesReadBy = (template: string): Set<string> => namesRead(parse(template));

/**
 * Renders a template. Always ends: steps, text, depth and output are bounded.
 * @throws TemplateError; its `pythonType` is the error's name as Jinja users know it
 */
export function renderTemplate(template: string, options: RenderOptions): string {
  if (!isTemplate(template)) return template;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const statements = parse(template);
  checkNames(statements, { hasFilter, hasTest });
  const root = new Scope();
  for (const [name, value] of options.variables) root.set(name, value);
  return withinStack(() =>
    runWithBudget(limits, () => {
      const random = options.random ?? fixedSequence();
      const state: RenderState = {
        autoescape: false,
        nowMs: options.nowMs,
        uiUrl: options.uiUrl,
        random,
        applyFilter: (name, value, args) => applyFilter(name, value, args, state),
        applyTest: (name, value, args) => applyTest(name, value, args, state),
      };
      return new Executor(statements, root, globalValues(random), state, limits).run();
    }),
  );
}

// The limits keep well within the stack of a thread; should it end first all the same, that is a limit as well.
function withinStack<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const deep = error.message.includes('call stack');
    throw deep
      ? new TemplateError('limit', 'RecursionError', 'The template nests too deeply.')
      : limitError('The template built too long a text.');
  }
}

function fixedSequence(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}
