// `sluice deploy`: makes the deployments of a file, or some of them, be what the file says.
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { DeploymentPlan, DeploymentTrigger } from '../client/deployment-apply.js';
import type { Deployment } from '../domain/deployments.js';
import type { DeploymentScheduleInput } from '../domain/schedules/schedule.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { findDeployFile, readDeployFile, type WrittenDeployment, type WrittenSchedule } from './deploy-file.js';
import { readTriggers } from './deploy-triggers.js';
import { UsageError } from './failure.js';
import { collect } from './key-values.js';
import type { Terminal } from './terminal.js';

interface DeployFlags {
  readonly name?: string[];
  readonly all?: boolean;
  readonly file?: string;
  readonly trigger?: string[];
}

export function addDeployCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('deploy')
    .description('Make deployments from sluice.yaml (or prefect.yaml), or change them to what it says.')
    .option('-n, --name <name>', 'this deployment, by its name, flow/name, or a pattern with * (repeatable)', collect)
    .option('--all', 'every deployment of the file')
    .option('--file <path>', 'the file')
    .option('--trigger <json|file>', "a trigger as JSON, or a file of triggers; in place of the file's", collect);
  setApiAction(command, terminal, async ({ client, answer }, flags: DeployFlags) => {
    const path = findDeployFile(flags.file);
    const readVariable = (name: string) => client.variables.read(name);
    const written = await readDeployFile(path, { environment: process.env, readVariable });
    const triggers = flags.trigger === undefined ? undefined : await readTriggers(flags.trigger);
    const plans: DeploymentPlan[] = [];
    for (const one of written) {
      const plan = await toPlan(one, path, triggers);
      if (isChosen(plan, flags, written.length)) plans.push(plan);
    }
    if (plans.length === 0) throw new UsageError(`${path} has no deployment of that name: ${namesOf(written)}.`);
    const deployed: { readonly plan: DeploymentPlan; readonly deployment: Deployment }[] = [];
    for (const plan of plans) deployed.push({ plan, deployment: await client.deployments.apply(plan) });
    answer(
      deployed.map(({ deployment }) => deployment),
      () => {
        for (const { plan, deployment } of deployed) {
          const name = `${plan.flow_name}/${plan.name}`;
          terminal.print(`Deployment '${name}' successfully created with id '${deployment.id}'.`);
          terminal.print(`To start a run of it: sluice deployment run '${name}'`);
        }
      },
    );
  });
  withExamples(
    command,
    'sluice deploy --all',
    'sluice deploy -n nightly',
    `sluice deploy -n nightly --trigger '{"match": {"prefect.resource.id": "my.resource"}, "expect": ["pinged"]}'`,
    'sluice deploy -n nightly --trigger triggers.yaml',
  );
}

function isChosen({ flow_name, name }: DeploymentPlan, { name: names, all }: DeployFlags, count: number): boolean {
  if (names !== undefined) return names.some((pattern) => fits(pattern, name) || fits(pattern, `${flow_name}/${name}`));
  if (all || count === 1) return true;
  throw new UsageError('The file has several deployments: choose by -n, or take --all.');
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

function namesOf(written: readonly WrittenDeployment[]): string {
  return written.map(({ name }) => `'${name}'`).join(', ');
}

async function toPlan(
  written: WrittenDeployment,
  file: string,
  triggers: readonly DeploymentTrigger[] | undefined,
): Promise<DeploymentPlan> {
  const served = await readFlow(written, file);
  const { work_pool: pool, concurrency_limit: limit } = written;
  const schedules = written.schedules ?? (written.schedule ? [written.schedule] : undefined);
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
    schedules: (schedules ?? []).map(toSchedule),
    concurrency_limit: typeof limit === 'number' ? limit : (limit?.limit ?? null),
    concurrency_options:
      limit == null || typeof limit === 'number' || limit.collision_strategy === undefined
        ? null
        : { collision_strategy: limit.collision_strategy },
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
async function readFlow({ name, flow_name, entrypoint }: WrittenDeployment, file: string): Promise<FlowFacts> {
  const unknown = { version: null, description: null, parameter_schema: null };
  const [path, exported] = splitEntrypoint(entrypoint);
  if (path === null || exported === null) {
    if (flow_name == null)
      throw new UsageError(`The deployment '${name}' needs an entrypoint such as flows.ts:myFlow.`);
    return { ...unknown, name: flow_name };
  }
  if (path.endsWith('.py')) return { ...unknown, name: flow_name ?? exported.replaceAll('_', '-') };
  const { readServedFlows } = await import('../hosting/served-flows.js');
  const flows = await readServedFlows(resolve(dirname(file), path));
  const found = flows.find((flow) => flow.workflow_type === exported || flow.name === exported);
  if (found) return found;
  throw new UsageError(`${path} exports no flow '${exported}': it has ${flows.map((flow) => flow.name).join(', ')}.`);
}

function splitEntrypoint(entrypoint: string | null | undefined): [string | null, string | null] {
  const at = entrypoint?.lastIndexOf(':') ?? -1;
  return entrypoint == null || at <= 0 ? [null, null] : [entrypoint.slice(0, at), entrypoint.slice(at + 1)];
}
