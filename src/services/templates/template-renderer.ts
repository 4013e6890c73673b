// Renders templates and hydrates parameters off the event loop: in threads with a time and a memory limit, on top of the
// limits the interpreter keeps itself. Checking a template runs nothing of it and needs no thread.
import { HydrationError } from '../../domain/templates/hydrate.js';
import { TemplateError } from '../../domain/templates/template-error.js';
import { startThread } from '../../threads/start-thread.js';
import type { HydrateJob, RenderJob, TemplateContext, TemplateJob, TemplateJobResult } from './render-protocol.js';
import { ThreadPool } from './thread-pool.js';

const ENTRY = new URL('./template-worker', import.meta.url);

export interface TemplateRendererOptions {
  /** Threads at most; they start when first needed. @default 2 */
  readonly poolSize?: number;
  /** Milliseconds one call may take. @default 2000 */
  readonly timeLimitMs?: number;
  /** Heap of one thread. @default 96 */
  readonly memoryLimitMb?: number;
  /** Calls that may wait for a thread. @default 1000 */
  readonly maxWaiting?: number;
  /** Base address of the user interface, for links. */
  readonly uiUrl?: string;
  /** @default Date.now */
  readonly now?: () => number;
}

export interface HydrateRequest {
  readonly parameters: unknown;
  readonly context: TemplateContext;
  readonly workspaceVariables: Readonly<Record<string, unknown>>;
  /** Whether plain text with template syntax counts as a template, as in `run-deployment`. @default false */
  readonly upgrade?: boolean;
}

export interface TemplateRenderer {
  /**
   * The rendered texts, in order.
   * @throws TemplateFailure for the first template that fails
   */
  render(templates: readonly string[], context: TemplateContext): Promise<string[]>;
  /**
   * Parameters with everything filled in.
   * @throws HydrationError for the first thing that cannot be filled in, TemplateFailure for limits
   */
  hydrate(request: HydrateRequest): Promise<unknown>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Thrown when a template cannot be rendered; `template` is its source. */
export class TemplateFailure extends TemplateError {
  constructor(
    error: Pick<TemplateError, 'kind' | 'pythonType' | 'message' | 'line'>,
    readonly template: string,
  ) {
    super(error.kind, error.pythonType, error.message, error.line);
  }
}

export function createTemplateRenderer(options: TemplateRendererOptions = {}): TemplateRenderer {
  const { poolSize = 2, timeLimitMs = 2000, memoryLimitMb = 96, maxWaiting = 1000, uiUrl, now = Date.now } = options;
  const pool = new ThreadPool({
    size: poolSize,
    timeLimitMs,
    maxWaiting,
    // Beyond its memory the thread dies, the process does not.
    startThread: () =>
      startThread(ENTRY, {
        resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
      }),
  });
  const shared = () => ({ nowMs: now(), uiUrl, seed: now() });
  return {
    async render(templates, context) {
      const job: RenderJob = { type: 'render', templates, context, ...shared() };
      const result = await run(pool, job, templates.join('\n'));
      return result.type === 'rendered' ? [...result.texts] : refuse(result);
    },
    async hydrate({ parameters, context, workspaceVariables, upgrade = false }) {
      const job: HydrateJob = { type: 'hydrate', parameters, context, workspaceVariables, upgrade, ...shared() };
      const result = await run(pool, job, '');
      return result.type === 'hydrated' ? result.parameters : refuse(result);
    },
    close: () => pool.close(),
  };
}

// The pool knows of a job that overran, but not which template it was: say what was being rendered.
async function run(pool: ThreadPool, job: TemplateJob, source: string): Promise<TemplateJobResult> {
  try {
    return await pool.run(job);
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateFailure(error, source);
    throw error;
  }
}

function refuse(result: TemplateJobResult): never {
  if (result.type === 'template-error') throw new TemplateFailure(result, result.template);
  if (result.type === 'hydration-error') throw new HydrationError(result.errorType, result.message);
  throw new Error(result.type === 'failed' ? result.message : `The template thread answered "${result.type}".`);
}
