// The group `sluice deployment schedule`: list, create, pause, resume and delete the schedules of a deployment.
import type { Command } from 'commander';
import type { SluiceClient } from '../client/client.js';
import type { DeploymentSchedule, DeploymentScheduleInput } from '../domain/schedules/schedule.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { setApiAction, type ApiContext } from './api-command.js';
import { withExamples } from './command-setup.js';
import { naming } from './deployment-lookup.js';
import { UsageError } from './failure.js';
import { readJsonObject } from './key-values.js';
import { parseSpanMs } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printTable } from './table.js';
import type { Terminal } from './terminal.js';

/** Enough to find the next run of each of several schedules. */
const MOST_PLANNED = 1000;

/** Adds the group to the group of deployments. */
export function addScheduleGroup(deployments: Command, terminal: Terminal): void {
  const group = deployments
    .command('schedule')
    .alias('schedules')
    .description('List, create, pause, resume and delete the schedules of a deployment.');
  addList(group, terminal);
  addCreate(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addDelete(group, terminal);
}

function addList(group: Command, terminal: Terminal): void {
  const command = group.command('ls <flow/name>').description('List the schedules of a deployment, the newest first.');
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    const schedules = await client.deployments.schedules.list(reference).catch(naming(reference));
    const next = await readNextTimes(client, reference);
    answer(
      schedules.map((one) => ({ ...one, next_scheduled_start_time: next.get(one.id) ?? null })),
      () => {
        const rows = schedules.map((one) => [
          one.id,
          describeSchedule(one),
          one.slug ?? '',
          one.active ? 'yes' : 'no',
          relativeTime(next.get(one.id) ?? null, Date.now()),
        ]);
        printTable(terminal, ['ID', 'SCHEDULE', 'SLUG', 'ACTIVE', 'NEXT RUN'], rows, 'No schedules found.');
      },
    );
  });
  withExamples(command, 'sluice deployment schedule ls buildNames/nightly');
}

/** When the next run of each schedule of a deployment is planned to start. */
async function readNextTimes(client: SluiceClient, reference: string): Promise<Map<string, string>> {
  const { id } = await client.deployments.read(reference);
  const sort = 'NEXT_SCHEDULED_START_TIME_ASC';
  const planned = await client.flowRuns.list({ deploymentId: id, state: 'SCHEDULED', sort, limit: MOST_PLANNED });
  const next = new Map<string, string>();
  for (const { created_by: by, next_scheduled_start_time: at } of planned) {
    if (by?.type === 'SCHEDULE' && by.id != null && at !== null && !next.has(by.id)) next.set(by.id, at);
  }
  return next;
}

interface CreateFlags {
  readonly cron?: string;
  readonly interval?: number;
  readonly rrule?: string;
  readonly anchorDate?: string;
  readonly timezone?: string;
  readonly slug?: string;
  readonly params?: string;
  readonly jitter?: number;
  readonly catchup?: number;
  readonly active: boolean;
  readonly replace?: boolean;
}

function addCreate(group: Command, terminal: Terminal): void {
  const command = group
    .command('create <flow/name>')
    .description('Add a schedule to a deployment: cron, an interval, or a recurrence rule.')
    .option('--cron <expression>', 'five fields, or @daily and the like')
    .option('--interval <span>', 'every so long', parseSpanMs)
    .option('--rrule <rule>', 'a rule of RFC 5545')
    .option('--anchor-date <iso>', 'an instant that the interval counts from')
    .option('--timezone <name>', 'such as Europe/Berlin; UTC by default')
    .option('--slug <slug>', 'a name of its own within the deployment')
    .option('--params <json>', "parameters over the deployment's own; - reads standard input")
    .option('--jitter <span>', 'put each run off by up to so long', parseSpanMs)
    .option(
      '--catchup <span>',
      'how late a run may still start after Temporal was away; an hour by default',
      parseSpanMs,
    )
    .option('--no-active', 'create it paused')
    .option('--replace', 'delete the other schedules of the deployment');
  setApiAction(command, terminal, async ({ client, answer }, reference: string, flags: CreateFlags) => {
    const input: DeploymentScheduleInput = {
      schedule: readSchedule(flags),
      active: flags.active,
      ...(flags.slug === undefined ? {} : { slug: flags.slug }),
      ...(flags.jitter === undefined ? {} : { jitter_seconds: flags.jitter / 1000 }),
      ...(flags.catchup === undefined ? {} : { catchup_seconds: flags.catchup / 1000 }),
      ...(flags.params === undefined ? {} : { parameters: await readJsonObject(flags.params, '--params') }),
    };
    const { schedules } = client.deployments;
    const before = flags.replace ? await schedules.list(reference).catch(naming(reference)) : [];
    const [created] = await schedules.create(reference, input).catch(namingOptions).catch(naming(reference));
    for (const { id } of before) await schedules.delete(reference, id);
    answer(created, () => terminal.print(`Created schedule ${created?.id} of '${reference}'.`));
  });
  withExamples(
    command,
    "sluice deployment schedule create buildNames/nightly --cron '0 3 * * *' --timezone Europe/Berlin",
    "sluice deployment schedule create buildNames/nightly --interval '15 minutes' --slug quarter",
    "sluice deployment schedule create buildNames/nightly --rrule 'FREQ=MONTHLY;BYDAY=-1FR' --replace",
  );
}

/** What the server found in the first schedule of the list is what an option said. */
function namingOptions(error: unknown): never {
  if (!isSluiceError(error, 'request-invalid')) throw error;
  const optionOf = (_: string, field: string): string => `--${field.replace(/_seconds$/, '').replaceAll('_', '-')}`;
  const nameOptions = (text: string): string => text.replaceAll(/\[0\]\.(?:schedule\.)?(\w+)/g, optionOf);
  const fields = error.fields.map(({ path, message }) => ({ path: nameOptions(path), message }));
  throw new SluiceError('request-invalid', nameOptions(error.message), { fields });
}

function readSchedule(flags: CreateFlags): DeploymentScheduleInput['schedule'] {
  const { cron, interval, rrule, timezone = null, anchorDate } = flags;
  const given = [cron, interval, rrule].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of --cron, --interval and --rrule.');
  if (cron !== undefined) return { cron, timezone };
  if (rrule !== undefined) return { rrule, timezone };
  return { interval: (interval ?? 0) / 1000, timezone, anchor_date: anchorDate ?? null };
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const [active, done] = verb === 'pause' ? [false, 'Paused'] : [true, 'Resumed'];
  const command = group
    .command(`${verb} <flow/name> [schedule]`)
    .description(verb === 'pause' ? 'Hold a schedule back; its planned runs go.' : 'Let a schedule go on.')
    .option('--all', 'every schedule of the deployment');
  setApiAction(command, terminal, async (context, reference: string, which: string | undefined, flags: AllFlag) => {
    const { client, answer } = context;
    const chosen = await choose(context, reference, which, flags);
    for (const { id } of chosen) await client.deployments.schedules.update(reference, id, { active });
    answer(
      chosen.map(({ id }) => ({ id, active })),
      () => chosen.forEach((one) => terminal.print(`${done} schedule ${one.id} (${describeSchedule(one)}).`)),
    );
  });
  withExamples(command, `sluice deployment schedule ${verb} buildNames/nightly quarter`);
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group
    .command('delete <flow/name> [schedule]')
    .description('Delete a schedule with the runs it has planned.')
    .option('--all', 'every schedule of the deployment');
  setApiAction(command, terminal, async (context, reference: string, which: string | undefined, flags: AllFlag) => {
    const { client, answer } = context;
    const chosen = await choose(context, reference, which, flags);
    for (const { id } of chosen) await client.deployments.schedules.delete(reference, id);
    answer(
      chosen.map(({ id }) => ({ id })),
      () => chosen.forEach(({ id }) => terminal.print(`Deleted schedule ${id}.`)),
    );
  });
  withExamples(command, 'sluice deployment schedule delete buildNames/nightly quarter');
}

interface AllFlag {
  readonly all?: boolean;
}

/** The schedules that a command is about: the one with this id or slug, or all. */
async function choose(
  { client }: ApiContext,
  reference: string,
  which: string | undefined,
  { all }: AllFlag,
): Promise<DeploymentSchedule[]> {
  if ((which === undefined) !== (all === true)) throw new UsageError('Give a schedule by its id or slug, or --all.');
  const schedules = await client.deployments.schedules.list(reference).catch(naming(reference));
  if (which === undefined) return schedules;
  const chosen = schedules.filter(({ id, slug }) => id === which || slug === which);
  if (chosen.length > 0) return chosen;
  throw new SluiceError('not-found', `'${reference}' has no schedule '${which}'; \`schedule ls\` lists them.`);
}

/** A schedule in one line: `cron: 0 3 * * * (Europe/Berlin)`. */
function describeSchedule({ schedule }: DeploymentSchedule): string {
  const zone = schedule.timezone === null ? '' : ` (${schedule.timezone})`;
  if ('cron' in schedule) return `cron: ${schedule.cron}${zone}`;
  if ('rrule' in schedule) return `rrule: ${schedule.rrule.replaceAll('\n', ' ')}${zone}`;
  return `interval: ${schedule.interval} s${zone}`;
}
