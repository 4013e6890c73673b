// `sluice flow-run inspect` and `sluice flow-run pause`: everything about one run, and the form it waits with.
import type { Command } from 'commander';
import type { SluiceClient } from '../client/client.js';
import type { Deployment } from '../domain/deployments.js';
import { isSluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import type { Decision, OpenPause } from '../domain/pauses.js';
import type { TaskRun } from '../domain/task-runs.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { formFieldsOf } from './form-fields.js';
import { textOf } from './field-answers.js';
import { relativeTime, stateText } from './run-text.js';
import { printFields, printTable } from './table.js';
import { toJson, type Terminal } from './terminal.js';

/** Adds `inspect` to the group. */
export function addInspectCommand(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <id>').description('Show a run: state, pause, decisions, tasks.');
  setApiAction(command, terminal, async ({ client, answer }, id: string) => {
    const run = await client.flowRuns.read(id);
    const [pause, decisions, taskRuns] = await Promise.all([
      client.flowRuns.pause(id),
      client.flowRuns.decisions(id),
      client.taskRuns.list({ flowRun: id }),
    ]);
    const flow = await client.flows.read({ id: run.flow_id });
    const deployment = run.deployment_id === null ? null : await readIfThere(client, run.deployment_id);
    answer({ ...run, pause, decisions, task_runs: taskRuns }, () => {
      showRun(run, { flow: flow.name, deployment: deployment?.name ?? run.deployment_id ?? '' }, terminal);
      if (pause !== null) showPauseDocument(pause, terminal);
      if (decisions.length > 0) showDecisions(decisions, terminal);
      if (taskRuns.length > 0) showTaskRuns(taskRuns, terminal);
    });
  });
  withExamples(command, 'sluice flow-run inspect ID', 'sluice flow-run inspect ID --json | jq .state.message');
}

/** Adds `pause` to the group. */
export function addPauseCommand(group: Command, terminal: Terminal): void {
  const command = group.command('pause <id>').description('Show the pause a run waits in, with its form.');
  setApiAction(command, terminal, async ({ client, answer }, id: string) => {
    const pause = await client.flowRuns.pause(id);
    answer(pause, () => {
      if (pause === null) terminal.printAside('The run waits in no pause.');
      else showPauseDocument(pause, terminal);
    });
  });
  withExamples(command, 'sluice flow-run pause ID', 'sluice flow-run pause ID --json | jq .schema');
}

/** A run outlives its deployment. */
async function readIfThere(client: SluiceClient, id: string): Promise<Deployment | null> {
  return client.deployments.read({ id }).catch((error: unknown) => {
    if (isSluiceError(error, 'not-found')) return null;
    throw error;
  });
}

function showRun(run: FlowRun, of: { readonly flow: string; readonly deployment: string }, terminal: Terminal): void {
  const fields: [string, string][] = [
    ['id', run.id],
    ['name', run.name],
    ['flow', of.flow],
    ['deployment', of.deployment],
    ['state', stateText(run, terminal.colors)],
    ['message', run.state?.message ?? ''],
    ['since', relativeTime(run.state?.timestamp ?? null, Date.now())],
    ['parameters', JSON.stringify(run.parameters)],
    ['tags', run.tags.join(', ')],
    ['run count', String(run.run_count)],
    ['scheduled', run.start_time === null ? (run.next_scheduled_start_time ?? '') : ''],
    ['started', run.start_time ?? ''],
    ['ended', run.end_time ?? ''],
    ['run time', `${run.estimated_run_time.toFixed(2)} s`],
    ['task queue', run.task_queue ?? ''],
    ['workflow id', run.workflow_id ?? ''],
  ];
  const told = fields.filter(([, value]) => value !== '');
  printFields(terminal, told);
}

function showPauseDocument(pause: OpenPause, terminal: Terminal): void {
  const { colors } = terminal;
  const until = pause.timeout_at === null ? 'without a limit' : `until ${pause.timeout_at}`;
  terminal.print(`\n${colors.bold(`${pause.kind === 'paused' ? 'Paused' : 'Suspended'} in '${pause.key}'`)}, ${until}`);
  if (pause.description !== null) terminal.print(pause.description.trim());
  const rows = formFieldsOf(pause).map((field) => [
    field.path.join('.'),
    field.kind === 'choice' ? field.choices.map(textOf).join(' | ') : field.kind,
    field.required ? 'yes' : 'no',
    field.initial === undefined ? '' : textOf(field.initial),
    field.description ?? '',
  ]);
  if (rows.length > 0) printTable(terminal, ['FIELD', 'KIND', 'NEEDED', 'INITIALLY', 'DESCRIPTION'], rows, '');
}

function showDecisions(decisions: readonly Decision[], terminal: Terminal): void {
  terminal.print('');
  const rows = decisions.map((decision) => [
    decision.pause_key,
    decision.outcome,
    decision.actor ?? '-',
    relativeTime(decision.decided_at, Date.now()),
    decision.answer === null || decision.answer === undefined ? '' : toJson(decision.answer).replace(/\s*\n\s*/g, ' '),
  ]);
  printTable(terminal, ['PAUSE', 'OUTCOME', 'BY', 'WHEN', 'ANSWER'], rows, '');
}

function showTaskRuns(taskRuns: readonly TaskRun[], terminal: Terminal): void {
  terminal.print('');
  const rows = taskRuns.map((taskRun) => [
    taskRun.name,
    stateText(taskRun, terminal.colors),
    String(taskRun.run_count),
    relativeTime(taskRun.start_time, Date.now()),
    taskRun.state?.message ?? '',
  ]);
  printTable(terminal, ['TASK', 'STATE', 'ATTEMPTS', 'STARTED', 'MESSAGE'], rows, '');
}
