// The file of deployments, `sluice.yaml` (or `prefect.yaml`, of which the fields that make sense here are read): what it may
// hold, and its templates. A template that is a whole value stays what it is, an object an object; within a text it is text.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SluiceError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import { parseDurationMs } from '../domain/durations.js';
import { UsageError } from './failure.js';

const FILES = ['sluice.yaml', 'sluice.yml', 'prefect.yaml'];
/** Fields of Prefect's file that mean nothing here: how code is brought to workers, and what its cloud promises. */
const READ_OVER = ['build', 'push', 'pull', 'sla', 'version_type'];
const anyDocument = z.record(z.string(), z.unknown());

/** Seconds, `HH:MM:SS`, ISO 8601 or a span such as `15 minutes`, as seconds. */
const secondsSchema = z.union([z.number(), z.string()]).transform((given, context) => {
  const clock = typeof given === 'string' ? /^(\d+):(\d{2}):(\d{2})$/.exec(given) : null;
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  try {
    return parseDurationMs(given, 'interval') / 1000;
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const scheduleSchema = z.strictObject({
  cron: z.string().optional(),
  interval: secondsSchema.optional(),
  rrule: z.string().optional(),
  timezone: z.string().nullish(),
  anchor_date: z.string().nullish(),
  day_or: z.boolean().nullish(),
  active: z.boolean().nullish(),
  parameters: anyDocument.nullish(),
  slug: z.string().nullish(),
  replaces: z.string().nullish(),
  max_scheduled_runs: z.number().int().positive().nullish(),
  /** Ours: how far a run may be put off, and how late it may still start after an outage. */
  jitter: secondsSchema.nullish(),
  catchup: secondsSchema.nullish(),
});
export type WrittenSchedule = z.infer<typeof scheduleSchema>;

const concurrencySchema = z.union([
  z.number().int().positive(),
  z.strictObject({
    limit: z.number().int().positive(),
    collision_strategy: z.enum(['ENQUEUE', 'CANCEL_NEW']).optional(),
    grace_period_seconds: z.number().int().optional(),
  }),
]);

const deploymentSchema = z.looseObject({
  name: z.string().min(1),
  flow_name: z.string().nullish(),
  /** `path/to/flows.ts:flowName` */
  entrypoint: z.string().nullish(),
  version: z.string().nullish(),
  description: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  parameters: anyDocument.nullish(),
  enforce_parameter_schema: z.boolean().nullish(),
  paused: z.boolean().nullish(),
  schedule: scheduleSchema.nullish(),
  schedules: z.array(scheduleSchema).nullish(),
  concurrency_limit: concurrencySchema.nullish(),
  work_pool: z
    .looseObject({
      name: z.string().nullish(),
      work_queue_name: z.string().nullish(),
      job_variables: anyDocument.nullish(),
    })
    .nullish(),
  triggers: z.array(anyDocument).nullish(),
});
export type WrittenDeployment = z.infer<typeof deploymentSchema>;

/** What a template may name. */
export interface TemplateValues {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Null: there is no such variable. */
  readVariable(name: string): Promise<{ readonly value: unknown } | null>;
}

/** The file that is named, else the first there is. */
export function findDeployFile(named: string | undefined): string | undefined {
  const found = named ?? FILES.find((file) => existsSync(file));
  return found === undefined ? undefined : resolve(found);
}

/** What stands in a deployment without being known, a field misspelled perhaps. */
export function unknownFields(written: WrittenDeployment): string[] {
  return Object.keys(written).filter((field) => !(field in deploymentSchema.shape) && !READ_OVER.includes(field));
}

/**
 * The deployments in a file, their templates filled in; those of triggers are left for the event.
 *
 * @throws UsageError when it cannot be read; SluiceError `definition-invalid` with the path of each wrong field
 */
export async function readDeployFile(path: string, values: TemplateValues): Promise<WrittenDeployment[]> {
  const { parse } = await import('yaml');
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const listed = (document as { deployments?: unknown } | null)?.deployments;
  if (!Array.isArray(listed)) throw new UsageError(`${path}: expected a list of 'deployments'.`);
  const deployments = listed.map((one: unknown, index) => {
    if (isDocument(one)) return one;
    throw new UsageError(`${path}: expected deployments[${index}] to be a deployment, found ${JSON.stringify(one)}.`);
  });
  const filled = await Promise.all(
    deployments.map(async ({ triggers, ...rest }) => ({
      ...((await fillIn(rest, values)) as object),
      ...(triggers === undefined ? {} : { triggers }),
    })),
  );
  const parsed = z.array(deploymentSchema).safeParse(filled);
  if (parsed.success) {
    parsed.data.forEach(refuseBlocks);
    return parsed.data;
  }
  const fields = fieldErrorsOf(parsed.error).map(({ path: at, message }) => ({ path: `deployments${at}`, message }));
  throw new SluiceError('definition-invalid', `${path}: ${describeFields(fields)}`, { fields });
}

function isDocument(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a deployment says stands in the store, and in every run of it, for all to read. */
function refuseBlocks({ name, parameters, schedule, schedules }: WrittenDeployment): void {
  const [block] = /\{\{\s*prefect\.blocks\.[^}]*\}\}/.exec(JSON.stringify([parameters, schedule, schedules])) ?? [];
  if (block === undefined) return;
  const way = 'load the block in the task that needs it, as Secret.load() does.';
  throw new UsageError(`The deployment '${name}' names ${block}: its secrets would be there for all to read; ${way}`);
}

const TEMPLATE = /\{\{\s*(\$[A-Za-z_]\w*|prefect\.variables\.[\w-]+|sluice\.variables\.[\w-]+)\s*\}\}/g;

async function fillIn(value: unknown, values: TemplateValues): Promise<unknown> {
  if (typeof value === 'string') return fillInText(value, values);
  if (Array.isArray(value)) return Promise.all(value.map((inner) => fillIn(inner, values)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await fillIn(inner, values)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function fillInText(text: string, values: TemplateValues): Promise<unknown> {
  const found = [...text.matchAll(TEMPLATE)];
  if (found.length === 0) return text;
  const filled = await Promise.all(found.map(([, name = '']) => lookUp(name, values)));
  if (found.length === 1 && found[0]?.[0] === text.trim()) return filled[0];
  let index = 0;
  return text.replace(TEMPLATE, () => asText(filled[index++]));
}

async function lookUp(name: string, values: TemplateValues): Promise<unknown> {
  if (name.startsWith('$')) {
    const value = values.environment[name.slice(1)];
    if (value === undefined) throw new UsageError(`The file names the environment variable ${name}, which is not set.`);
    return value;
  }
  const variable = name.slice(name.lastIndexOf('.') + 1);
  const read = await values.readVariable(variable);
  if (!read) throw new UsageError(`The file names the variable '${variable}', which does not exist.`);
  return read.value;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
