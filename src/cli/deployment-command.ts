// The group `sluice deployment`: list, show, run, pause, resume and delete deployments, each by `flow/name` or by its id.
import type { Command } from 'commander';
import type { Deployment } from '../domain/deployments.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { naming, refuseUnknownParameters } from './deployment-lookup.js';
import { addScheduleGroup } from './deployment-schedule-command.js';
import { collect, parsePairs, readJsonObject } from './key-values.js';
import { parseCount, parseSpanMs } from './option-values.js';
import { printTable } from './table.js';
import { toJson, type Colors, type Terminal } from './terminal.js';
import { failUnlessCompleted, watchRun } from './watch-run.js';

const DEFAULT_ROWS = 200;

/** Adds the group of deployments. */
export function addDeploymentGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('deployment')
    .alias('deployments')
    .description('List, show, run, schedule, pause and delete deployments.');
  addList(group, terminal);
  addInspect(group, terminal);
  addRun(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addDelete(group, terminal);
  addScheduleGroup(group, terminal);
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List deployments by name.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS)
    .option('--flow-name <name>', 'deployments of this flow');
  setApiAction(command, terminal, async ({ client, answer }, flags: { limit: number; flowName?: string }) => {
    const deployments = await client.deployments.list({ limit: flags.limit, flowName: flags.flowName });
    const ids = [...new Set(deployments.map(({ flow_id }) => flow_id))];
    const flows = ids.length === 0 ? [] : await client.flows.list({ filter: { flows: { id: { any_: ids } } } });
    const names = new Map(flows.map(({ id, name }) => [id, name]));
    answer(deployments, () => {
      const rows = deployments.map((deployment) => [
        `${names.get(deployment.flow_id) ?? '?'}/${deployment.name}`,
        deployment.id,
        statusOf(deployment, terminal.colors),
        deployment.work_pool_name ?? '',
      ]);
      printTable(terminal, ['NAME', 'ID', 'STATUS', 'WORK POOL'], rows, 'No deployments found.');
    });
  });
  withExamples(command, 'sluice deployment ls', 'sluice deployment ls --flow-name buildNames --json');
}

/** Paused, or whether a worker serves it. */
function statusOf({ paused, status }: Deployment, colors: Colors): string {
  if (paused) return colors.yellow('paused');
  return status === 'READY' ? colors.green('ready') : colors.red('not ready');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group
    .command('inspect <flow/name>')
    .description('Show a deployment, with the automations it owns or that start it.');
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    const deployment = await client.deployments.read(reference).catch(naming(reference));
    const automations = await client.automations.relatedTo(`prefect.deployment.${deployment.id}`);
    const document = { ...deployment, automations };
    answer(document, () => terminal.print(toJson(document)));
  });
  withExamples(command, 'sluice deployment inspect buildNames/nightly');
}

interface RunFlags {
  readonly param?: string[];
  readonly params?: string;
  readonly tag?: string[];
  readonly name?: string;
  readonly jobVariable?: string[];
  readonly startIn?: number;
  readonly startAt?: string;
  readonly idempotencyKey?: string;
  readonly watch?: boolean;
}

function addRun(group: Command, terminal: Terminal): void {
  const command = group
    .command('run <flow/name>')
    .description('Start a run of a deployment.')
    .option('--param <key=value>', 'a parameter; the value is JSON, or else text (repeatable)', collect)
    .option('--params <json>', 'parameters as a JSON object; - reads standard input')
    .option('--tag <tag>', 'a tag (repeatable)', collect)
    .option('--name <name>', "the run's name")
    .option('--job-variable <key=value>', "over the deployment's own, kept with the run (repeatable)", collect)
    .option('--start-in <span>', 'start after so long', parseSpanMs)
    .option('--start-at <iso>', 'start at an instant')
    .option('--idempotency-key <key>', 'a second run with the same key is the first one')
    .option('--watch', 'show states and log until the run ends; the exit code tells whether it completed');
  setApiAction(command, terminal, async (context, reference: string, flags: RunFlags) => {
    const { client, answer } = context;
    const whole = flags.params === undefined ? {} : await readJsonObject(flags.params, '--params');
    const scheduledTime = flags.startIn === undefined ? flags.startAt : new Date(Date.now() + flags.startIn);
    const parameters = { ...whole, ...parsePairs(flags.param, '--param') };
    const deployment = await client.deployments.read(reference).catch(naming(reference));
    refuseUnknownParameters(deployment, parameters);
    const options = {
      parameters,
      tags: flags.tag,
      name: flags.name,
      jobVariables: flags.jobVariable === undefined ? undefined : parsePairs(flags.jobVariable, '--job-variable'),
      scheduledTime,
      idempotencyKey: flags.idempotencyKey,
      timeout: 0,
    };
    const run = await client.runDeployment(deployment, options).catch(naming(reference));
    if (flags.watch) {
      if (!context.asJson) terminal.print(`Created flow run '${run.name}' (${run.id}).`);
      const ended = await watchRun(context, run.id);
      answer(ended, () => undefined);
      return failUnlessCompleted(ended);
    }
    answer(run, () => {
      terminal.print(`Created flow run '${run.name}'.`);
      terminal.print(`└── id: ${run.id}`);
    });
  });
  withExamples(
    command,
    'sluice deployment run buildNames/nightly --param num=3 --watch',
    "sluice deployment run buildNames/nightly --start-in '10 minutes' --json",
  );
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const done = verb === 'pause' ? 'Paused' : 'Resumed';
  const command = group
    .command(`${verb} <flow/name>`)
    .description(verb === 'pause' ? "Hold a deployment's schedules back." : "Let a deployment's schedules go on.");
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    await client.deployments[verb](reference).catch(naming(reference));
    answer({ deployment: reference, paused: verb === 'pause' }, () =>
      terminal.print(`${done} deployment '${reference}'.`),
    );
  });
  withExamples(command, `sluice deployment ${verb} buildNames/nightly`);
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <flow/name>').description('Delete a deployment with the automations it owns.');
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    const { id } = await client.deployments.read(reference).catch(naming(reference));
    await client.deployments.delete({ id });
    answer({ id }, () => terminal.print(`Deleted deployment '${reference}'.`));
  });
  withExamples(command, 'sluice deployment delete buildNames/nightly');
}
