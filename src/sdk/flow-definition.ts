// What a flow is before it runs: its options, checked once when the flow is defined, so that inside nothing is
// optional. The function that runs it is made in flow.ts.
import type { z } from 'zod';
import { parseDurationMs } from '../domain/durations.js';
import { SluiceError } from '../domain/errors.js';
import type { StateHandler, StateHook, StateHooks } from './state-handlers.js';

export interface FlowOptions<Schema extends z.ZodType = z.ZodType> {
  /** The flow's name for people and the API. @default the export name */
  readonly name?: string;
  readonly description?: string;
  readonly version?: string;
  /** Zod schema of the parameters (an object). Without it the flow takes any object. */
  readonly parameters?: Schema;
  /** Attempts after the first when the flow function throws. @default 0 */
  readonly retries?: number;
  /** Seconds between attempts. @default 0 */
  readonly retryDelaySeconds?: number;
  /** Longest time the flow function may take, not counting the time it is paused. @default none */
  readonly timeoutSeconds?: number;
  /** Name of each run: a template such as `order-{orderId}` or a function of the parameters. @default adjective-animal */
  readonly flowRunName?: string | ((parameters: z.output<Schema>) => string);
  /** Whether task results are kept across suspensions and retries unless the task says otherwise. @default true */
  readonly persistResult?: boolean;
  /** Whether parameters are parsed by the schema. @default true */
  readonly validateParameters?: boolean;
  /**
   * History events after which a flow that waits for inputs continues as new between two of them: what stands before the
   * receivers that wait runs again from memory, inputs read there included, they go on behind the last input they gave,
   * and variables begin anew. Set, it holds for receivers that wait by `next()` too; say so only of a flow that keeps
   * nothing in variables.
   *
   * @default 4000, or when Temporal suggests it, and only while all receivers that wait are iterated by `for await`
   */
  readonly rollOverAfterEvents?: number;
  /** Asked at every state change of the run, in order; see StateHandler. */
  readonly stateHandlers?: readonly StateHandler[];
  /** Called each time the run enters Running: at first and for each retry. */
  readonly onRunning?: readonly StateHook[];
  readonly onCompletion?: readonly StateHook[];
  /** Called when the run ends in a failed state, time-outs included, not for attempts that are retried. */
  readonly onFailure?: readonly StateHook[];
  /** Called when a cancellation comes in. */
  readonly onCancellation?: readonly StateHook[];
  /** Called when the run ends as Crashed: what it runs on failed, not its code. */
  readonly onCrashed?: readonly StateHook[];
}

export interface FlowDefinition {
  readonly name: string | undefined;
  readonly description: string | null;
  readonly version: string | null;
  readonly parameters: z.ZodType | undefined;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly timeoutMs: number | null;
  readonly flowRunName: string | ((parameters: never) => string) | undefined;
  readonly persistResult: boolean;
  /** Null: not set. */
  readonly rollOverAfterEvents: number | null;
  readonly stateHandlers: readonly StateHandler[];
  readonly hooks: StateHooks;
}

/** Checks the options and fills in the defaults. Throws `definition-invalid` naming the field. */
export function resolveFlowOptions(options: FlowOptions): FlowDefinition {
  const retries = options.retries ?? 0;
  if (!Number.isInteger(retries) || retries < 0) {
    throw new SluiceError('definition-invalid', `Expected 'retries' to be a whole number from 0 up, got ${retries}.`);
  }
  if (options.name !== undefined && !/^[^/%&><]+$/.test(options.name)) {
    throw new SluiceError(
      'definition-invalid',
      `Expected 'name' to be a text without / % & > or <, got ${JSON.stringify(options.name)}.`,
    );
  }
  const { timeoutSeconds } = options;
  return {
    name: options.name,
    description: options.description ?? null,
    version: options.version ?? null,
    parameters: options.validateParameters === false ? undefined : options.parameters,
    retries,
    retryDelayMs: parseDurationMs(options.retryDelaySeconds ?? 0, 'retryDelaySeconds'),
    timeoutMs: timeoutSeconds === undefined ? null : parseDurationMs(timeoutSeconds, 'timeoutSeconds'),
    flowRunName: options.flowRunName,
    persistResult: options.persistResult ?? true,
    rollOverAfterEvents: options.rollOverAfterEvents ?? null,
    stateHandlers: functionList('stateHandlers', options.stateHandlers),
    hooks: resolveHooks(options),
  };
}

/** The hooks among a flow's or task's options. Throws `definition-invalid` when one is not a list of functions. */
export function resolveHooks(options: StateHooks): StateHooks {
  return {
    onRunning: functionList('onRunning', options.onRunning),
    onCompletion: functionList('onCompletion', options.onCompletion),
    onFailure: functionList('onFailure', options.onFailure),
    onCancellation: functionList('onCancellation', options.onCancellation),
    onCrashed: functionList('onCrashed', options.onCrashed),
  };
}

/** A list of functions, empty by default. Throws `definition-invalid` naming the option otherwise. */
export function functionList<Fn>(field: string, value: readonly Fn[] | undefined): readonly Fn[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'function')) return value as readonly Fn[];
  throw new SluiceError('definition-invalid', `Expected '${field}' to be a list of functions, got ${typeof value}.`, {
    fields: [{ path: field, message: 'expected a list of functions' }],
  });
}
