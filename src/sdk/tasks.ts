// Tasks as flow code calls them: typed functions over a worker's activities, with futures, mapping and options. How one
// call runs is in task-run.ts.
import { SluiceError } from '../domain/errors.js';
import { isTerminal, type State } from '../domain/states.js';
import { currentExecution, currentRun } from './current-run.js';
import type { SecretHandle } from './blocks.js';
import { TaskFuture, isTaskFuture } from './task-future.js';
import { resolveTaskOptions, type TaskOptions } from './task-options.js';
import { TaskRun, type Upstream } from './task-run.js';

/** An argument, a future whose result is the argument, or a handle to the secret that is. */
export type TaskArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: Args[Index] | TaskFuture<Args[Index]> | SecretHandle<Args[Index]>;
};
/** Lists to walk, or single values that every call gets. */
type MappedArguments<Args extends readonly unknown[]> = {
  [Index in keyof Args]: Args[Index] | TaskFuture<Args[Index]> | readonly (Args[Index] | TaskFuture<Args[Index]>)[];
};

export interface Task<Args extends readonly unknown[], Result> {
  /** Calls the task and waits for its result; throws TaskRunError when it fails. */
  (...args: TaskArguments<Args>): Promise<Result>;
  /** Starts the task and goes on; the future gives its state and result. */
  submit(...args: TaskArguments<Args>): TaskFuture<Result>;
  /** Submits one call for each element: lists are walked side by side, anything else goes to every call. */
  map(...args: MappedArguments<Args>): TaskFuture<Result>[];
  /** The same task with other options; with `returnState: true` it gives its final state and does not throw. */
  withOptions(options: TaskOptions & { readonly returnState: true }): Task<Args, State>;
  withOptions(options: TaskOptions): Task<Args, Result>;
}

export type Tasks<Activities> = {
  readonly [Name in keyof Activities & string]: Activities[Name] extends (...args: infer Args) => infer Result
    ? Task<Args, Awaited<Result>>
    : never;
};

export interface TasksOptions<Activities> extends TaskOptions {
  /** Options of single tasks, over the ones given for all. */
  readonly overrides?: { readonly [Name in keyof Activities & string]?: TaskOptions };
}

/**
 * The tasks of a flow, typed by the activities that carry them out: `const { charge } = tasks<typeof activities>()`.
 *
 * @throws SluiceError `definition-invalid` when an option is out of range
 */
export function tasks<Activities>(options: TasksOptions<Activities> = {}): Tasks<Activities> {
  const { overrides, ...defaults } = options;
  const made = new Map<string, unknown>();
  return new Proxy({} as Tasks<Activities>, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!made.has(name)) {
        const own = (overrides as Record<string, TaskOptions> | undefined)?.[name];
        made.set(name, createTask(name, { ...defaults, ...own }));
      }
      return made.get(name);
    },
  });
}

function createTask(name: string, options: TaskOptions): Task<unknown[], unknown> {
  const resolved = resolveTaskOptions(name, options);
  const submit = (...args: unknown[]): TaskFuture<unknown> => {
    const run = currentRun(`Task '${name}'`);
    const taskRun = new TaskRun(run, currentExecution(run), name, resolved);
    const waits = resolved.waitFor.length > 0 || args.some(isTaskFuture);
    const upstream = waits ? resolveUpstream(args, resolved.waitFor) : { args };
    return new TaskFuture(
      taskRun.id,
      () => taskRun.currentState,
      taskRun.perform(upstream),
      options.returnState ?? false,
    );
  };
  const call = (...args: unknown[]) => submit(...args).result();
  return Object.assign(call, {
    submit,
    map: (...args: unknown[]) => zipArguments(name, args).map((row) => submit(...row)),
    withOptions: (more: TaskOptions) => createTask(name, { ...options, ...more }) as Task<unknown[], never>,
  });
}

async function resolveUpstream(args: readonly unknown[], waitFor: readonly unknown[]): Promise<Upstream> {
  for (const future of [...waitFor, ...args].filter(isTaskFuture)) {
    await future.wait();
    const { state } = future;
    if (!state || !isTerminal(state.type) || state.type !== 'COMPLETED') return { notReady: future.taskRunId };
  }
  return { args: await Promise.all(args.map((arg) => (isTaskFuture(arg) ? arg.result() : arg))) };
}

function zipArguments(name: string, args: readonly unknown[]): unknown[][] {
  const lists = args.filter((arg) => Array.isArray(arg));
  const length = lists[0]?.length;
  if (length === undefined) {
    throw new SluiceError('definition-invalid', `Expected at least one list among the arguments of '${name}'.map().`);
  }
  const uneven = lists.find((list) => list.length !== length);
  if (uneven) {
    const found = lists.map((list) => list.length).join(', ');
    throw new SluiceError(
      'definition-invalid',
      `Expected the lists of '${name}'.map() to be of one length, got ${found}.`,
    );
  }
  return Array.from({ length }, (_, index) =>
    args.map((arg) => (Array.isArray(arg) ? (arg as unknown[])[index] : arg)),
  );
}
