// What a file, or the command line, says of a deployment as the plan that is carried out: its flow is found in its module,
// which is where the schema of the parameters comes from.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DeploymentPlan, DeploymentTrigger } from '../client/deployment-apply.js';
import type { DeploymentScheduleInput } from '../domain/schedules/schedule.js';
import type { WrittenDeployment, WrittenSchedule } from './deploy-file.js';
import { UsageError } from './failure.js';

/** A deployment as it is written, and where. */
export interface WrittenIn {
  readonly written: WrittenDeployment;
  /** The folder that its entrypoint starts from. */
  readonly folder: string;
}

/**
 * The plan of a deployment.
 *
 * @param triggers - in place of those that are written
 * @throws UsageError when its flow cannot be found
 */
export async function toPlan(
  { written, folder }: WrittenIn,
  triggers: readonly DeploymentTrigger[] | undefined,
): Promise<DeploymentPlan> {
  const served = await readFlow(written, folder);
  const { work_pool: pool, concurrency_limit } = written;
  const limit = typeof concurrency_limit === 'number' ? { limit: concurrency_limit } : concurrency_limit;
  const schedules = written.schedules ?? (written.schedule ? [written.schedule] : []);
  return {
    flow_name: served.name,
    name: written.name,
    version: written.version ?? served.version,
    description: written.description ?? served.description,
    tags: written.tags ?? [],
    parameters: written.parameters ?? {},
    enforce_parameter_schema: written.enforce_parameter_schema ?? true,
    ...(served.parameter_schema === null ? {} : { parameter_openapi_schema: served.parameter_schema }),
    ...(written.paused == null ? {} : { paused: written.paused }),
    entrypoint: written.entrypoint ?? null,
    schedules: schedules.map(toSchedule),
    concurrency_limit: limit?.limit ?? null,
    concurrency_options: limit?.collision_strategy
      ? { collision_strategy: limit.collision_strategy, grace_period_seconds: limit.grace_period_seconds }
      : null,
    work_pool_name: pool?.name ?? null,
    work_queue_name: pool?.work_queue_name ?? null,
    job_variables: pool?.job_variables ?? {},
    triggers: triggers ?? written.triggers ?? [],
  };
}

function toSchedule(written: WrittenSchedule): DeploymentScheduleInput {
  const { cron, interval, rrule, timezone = null, day_or, anchor_date } = written;
  const given = [cron, interval, rrule].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('A schedule has one of cron, interval and rrule.');
  const times =
    cron !== undefined
      ? { cron, timezone, day_or: day_or ?? true }
      : rrule !== undefined
        ? { rrule, timezone }
        : { interval: interval ?? 0, timezone, anchor_date: anchor_date ?? null };
  return {
    schedule: times,
    active: written.active ?? true,
    parameters: written.parameters ?? {},
    jitter_seconds: written.jitter ?? 0,
    ...(written.catchup == null ? {} : { catchup_seconds: written.catchup }),
    ...(written.max_scheduled_runs == null ? {} : { max_scheduled_runs: written.max_scheduled_runs }),
    ...(written.slug == null ? {} : { slug: written.slug }),
    ...(written.replaces == null ? {} : { replaces: written.replaces }),
  };
}

interface FlowFacts {
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly parameter_schema: Record<string, unknown> | null;
}

/** The flow a deployment is of: read from its module where that is ours; a Python one is known by its name alone. */
async function readFlow({ name, flow_name, entrypoint }: WrittenDeployment, folder: string): Promise<FlowFacts> {
  const unknown = { version: null, description: null, parameter_schema: null };
  if (entrypoint == null) {
    if (flow_name != null) return { ...unknown, name: flow_name };
    throw new UsageError(`The deployment '${name}' needs an entrypoint such as flows.ts:myFlow.`);
  }
  const { path, exported } = splitEntrypoint(entrypoint);
  if (path.endsWith('.py')) return { ...unknown, name: flow_name ?? exported.replaceAll('_', '-') };
  const module = resolve(folder, path);
  if (!existsSync(module)) throw new UsageError(`The entrypoint '${entrypoint}': there is no file ${module}.`);
  const flows = await readFlowsOf(module);
  const found = flows.find((flow) => flow.workflow_type === exported || flow.name === exported);
  if (found) return found;
  const known = flows.length === 0 ? 'none' : flows.map((flow) => flow.workflow_type).join(', ');
  throw new UsageError(`${path} exports no flow '${exported}'; the flows it exports: ${known}.`);
}

async function readFlowsOf(module: string) {
  const { readServedFlows } = await import('../hosting/served-flows.js');
  try {
    return await readServedFlows(module);
  } catch (error) {
    throw new UsageError(`${module} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function splitEntrypoint(entrypoint: string): { readonly path: string; readonly exported: string } {
  const at = entrypoint.lastIndexOf(':');
  if (at > 0 && at < entrypoint.length - 1)
    return { path: entrypoint.slice(0, at), exported: entrypoint.slice(at + 1) };
  throw new UsageError(`Expected an entrypoint such as path/to/flows.ts:myFlow, got '${entrypoint}'.`);
}

/** Where the entrypoints of a file start from. */
export function folderOf(file: string): string {
  return dirname(file);
}
