// Cache policies: how a task call makes the key under which its result is shared with other runs. Policies are values
// that can be added and taken from, as in the reference.
import { SluiceError } from '../domain/errors.js';
import { hashJson } from '../domain/json-hash.js';

/** What a key may be made of beside the arguments. */
export interface CacheContext {
  readonly flowRunId: string;
  readonly flowName: string;
  readonly taskRunId: string;
  readonly taskName: string;
  /** The task's `version` option. */
  readonly taskVersion: string | null;
  /** The flow's parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

type MakeKey = (context: CacheContext, args: readonly unknown[]) => string | null;

/** A way to make a key; null: this call is not cached. */
export class CachePolicy {
  constructor(
    readonly name: string,
    private readonly makeKey: MakeKey,
  ) {}

  key(context: CacheContext, args: readonly unknown[]): string | null {
    return this.makeKey(context, args);
  }

  /** Both: results are shared where both keys are the same. A policy without a key does not count. */
  plus(other: CachePolicy): CachePolicy {
    return new CachePolicy(`${this.name} + ${other.name}`, (context, args) => {
      const keys = [this.key(context, args), other.key(context, args)].filter((key) => key !== null).sort();
      return keys.length === 0 ? null : hashJson(keys);
    });
  }

  /**
   * The same without some arguments: by their index, or by name, which is a field of arguments that are objects.
   */
  minus(...dropped: readonly (number | string)[]): CachePolicy {
    const names = dropped.filter((entry) => typeof entry === 'string');
    return new CachePolicy(`${this.name} - ${dropped.join(', ')}`, (context, args) => {
      const kept = args.filter((_, index) => !dropped.includes(index));
      return this.key(context, names.length === 0 ? kept : kept.map((argument) => withoutFields(argument, names)));
    });
  }
}

/** By the arguments. A call without arguments has no key. */
export const INPUTS = new CachePolicy('INPUTS', (_, args) => (args.length === 0 ? null : hashJson(args)));
/** By the task: its name and its `version` option, to be raised when the task's code gives other results. */
export const TASK_SOURCE = new CachePolicy('TASK_SOURCE', ({ taskName, taskVersion }) =>
  hashJson(['task', taskName, taskVersion]),
);
/** By the flow run: nothing is shared with others. */
export const RUN_ID = new CachePolicy('RUN_ID', ({ flowRunId }) => flowRunId);
/** By the parameters of the flow. */
export const FLOW_PARAMETERS = new CachePolicy('FLOW_PARAMETERS', ({ parameters }) =>
  Object.keys(parameters).length === 0 ? null : hashJson(parameters),
);
/** Not cached. */
export const NO_CACHE = new CachePolicy('NO_CACHE', () => null);

/** The caching part of a task's options. */
export interface TaskCacheOptions {
  /** Makes the key itself; null: this call is not cached. Goes before `cachePolicy`. */
  readonly cacheKeyFn?: (context: CacheContext, args: readonly unknown[]) => string | null;
  /** `INPUTS`, `TASK_SOURCE`, `RUN_ID`, `FLOW_PARAMETERS`, `NO_CACHE`, joined by `.plus()`. @default not cached */
  readonly cachePolicy?: CachePolicy;
  /** How long a result is shared. @default for ever */
  readonly cacheExpirationSeconds?: number;
  /** Runs the task although there is a result, and puts its result over that. @default false */
  readonly refreshCache?: boolean;
  /** Version of the task's code, for `TASK_SOURCE`. */
  readonly version?: string;
}

export interface ResolvedTaskCache {
  readonly makeKey: MakeKey;
  readonly expirationMs: number | null;
  readonly refresh: boolean;
  readonly version: string | null;
}

/** Checks the caching options. Undefined when the task is not cached. Throws `definition-invalid`. */
export function resolveTaskCache(task: string, options: TaskCacheOptions): ResolvedTaskCache | undefined {
  const { cacheKeyFn, cachePolicy, cacheExpirationSeconds: seconds } = options;
  if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0)) {
    const message = `Expected 'cacheExpirationSeconds' of task '${task}' to be a number over 0, got ${String(seconds)}.`;
    throw new SluiceError('definition-invalid', message, { fields: [{ path: 'cacheExpirationSeconds', message }] });
  }
  const makeKey: MakeKey | undefined =
    cacheKeyFn ?? (cachePolicy && ((context, args) => cachePolicy.key(context, args)));
  if (!makeKey || cachePolicy === NO_CACHE) return undefined;
  return {
    makeKey,
    expirationMs: seconds === undefined ? null : seconds * 1000,
    refresh: options.refreshCache ?? false,
    version: options.version ?? null,
  };
}

function withoutFields(argument: unknown, names: readonly string[]): unknown {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return argument;
  return Object.fromEntries(Object.entries(argument).filter(([name]) => !names.includes(name)));
}
