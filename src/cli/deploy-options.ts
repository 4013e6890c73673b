// The options of `sluice deploy` that say about one deployment what a file would, and how they change what it says.
import { Option, type Command } from 'commander';
import type { WrittenDeployment, WrittenSchedule } from './deploy-file.js';
import { UsageError } from './failure.js';
import { collect, parsePairs, readJsonObject } from './key-values.js';
import { parseCount, parseSpanMs } from './option-values.js';

/** What the options say of a deployment. */
export interface DeploymentFlags {
  readonly description?: string;
  readonly version?: string;
  readonly tag?: string[];
  readonly pool?: string;
  readonly workQueue?: string;
  readonly jobVariable?: string[];
  readonly concurrencyLimit?: number;
  readonly collisionStrategy?: 'ENQUEUE' | 'CANCEL_NEW';
  readonly cron?: string[];
  readonly interval?: number[];
  readonly rrule?: string[];
  readonly anchorDate?: string;
  readonly timezone?: string;
  readonly param?: string[];
  readonly params?: string;
  readonly enforceParameterSchema?: boolean;
}

/** Adds the options to a command. */
export function addDeploymentOptions(command: Command): Command {
  return command
    .option('-d, --description <text>', 'what it is for')
    .option('--version <text>', 'its version')
    .option('-t, --tag <tag>', 'a tag of its runs (repeatable)', collect)
    .option('-p, --pool <name>', 'the work pool whose workers run it')
    .option('-q, --work-queue <name>', 'the queue of the pool')
    .option('--job-variable <key=value>', 'a job variable; the value is JSON, or else text (repeatable)', collect)
    .option('--concurrency-limit <count>', 'at most so many of its runs at once', parseCount)
    .addOption(
      new Option('--collision-strategy <strategy>', 'what becomes of a run over the limit').choices([
        'ENQUEUE',
        'CANCEL_NEW',
      ]),
    )
    .option('--cron <expression>', 'a schedule: five fields, or @daily and the like (repeatable)', collect)
    .option('--interval <span>', 'a schedule: every so often (repeatable)', collectSeconds)
    .option('--rrule <rule>', 'a schedule: RFC 5545 (repeatable)', collect)
    .option('--anchor-date <iso>', 'an instant that the interval meets')
    .option('--timezone <zone>', 'the time zone of the schedules, such as Europe/Berlin')
    .option('--param <key=value>', 'a parameter; the value is JSON, or else text (repeatable)', collect)
    .option('--params <json>', 'parameters as a JSON object; - reads standard input')
    .option('--enforce-parameter-schema', 'refuse runs whose parameters do not fit')
    .option('--no-enforce-parameter-schema', 'take runs with any parameters');
}

/**
 * A deployment with what the options say in place of, or for parameters and job variables over, what it said.
 *
 * @throws UsageError for an option that cannot be read
 */
export async function withOptions(written: WrittenDeployment, flags: DeploymentFlags): Promise<WrittenDeployment> {
  const { work_pool: pool, parameters } = written;
  const whole = flags.params === undefined ? {} : await readJsonObject(flags.params, '--params');
  const schedules = schedulesOf(flags);
  const limit = limitOf(written, flags);
  return {
    ...written,
    ...given({
      description: flags.description,
      version: flags.version,
      tags: flags.tag,
      enforce_parameter_schema: flags.enforceParameterSchema,
      concurrency_limit: limit,
    }),
    ...(schedules.length === 0 ? {} : { schedules, schedule: null }),
    parameters: { ...parameters, ...whole, ...parsePairs(flags.param, '--param') },
    work_pool: {
      ...pool,
      ...given({ name: flags.pool, work_queue_name: flags.workQueue }),
      job_variables: { ...pool?.job_variables, ...parsePairs(flags.jobVariable, '--job-variable') },
    },
  };
}

/** Whether any of the options was given. */
export function saysSomething(flags: DeploymentFlags & Readonly<Record<string, unknown>>): boolean {
  const ofTheCommand = ['name', 'all', 'file', 'trigger', 'json', 'apiUrl', 'apiKey'];
  return Object.entries(flags).some(([name, value]) => value !== undefined && !ofTheCommand.includes(name));
}

function schedulesOf({ cron = [], interval = [], rrule = [], timezone, anchorDate }: DeploymentFlags) {
  const zone = timezone === undefined ? {} : { timezone };
  const schedules: WrittenSchedule[] = [
    ...cron.map((expression) => ({ cron: expression, ...zone })),
    ...interval.map((seconds) => ({ interval: seconds, ...zone, anchor_date: anchorDate })),
    ...rrule.map((rule) => ({ rrule: rule, ...zone })),
  ];
  if (timezone !== undefined && schedules.length === 0) {
    throw new UsageError('--timezone goes with --cron, --interval or --rrule.');
  }
  if (anchorDate !== undefined && interval.length === 0) throw new UsageError('--anchor-date goes with --interval.');
  return schedules;
}

function limitOf({ concurrency_limit: written }: WrittenDeployment, flags: DeploymentFlags) {
  const { concurrencyLimit, collisionStrategy } = flags;
  if (concurrencyLimit === undefined && collisionStrategy === undefined) return undefined;
  const before = typeof written === 'number' ? { limit: written } : written;
  const limit = concurrencyLimit ?? before?.limit;
  if (limit === undefined) throw new UsageError('--collision-strategy goes with --concurrency-limit.');
  return { ...before, limit, ...given({ collision_strategy: collisionStrategy }) };
}

function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}

function collectSeconds(text: string, before: readonly number[] = []): number[] {
  return [...before, parseSpanMs(text) / 1000];
}
