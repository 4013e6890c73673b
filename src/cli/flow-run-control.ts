// `sluice flow-run suspend|cancel|retry|wait|delete`: the commands about one run that take little more than its id.
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { parseSpanMs } from './option-values.js';
import { collect } from './key-values.js';
import { stateText } from './run-text.js';
import type { Terminal } from './terminal.js';
import { failUnlessCompleted } from './watch-run.js';

/** Adds the commands to the group. */
export function addControlCommands(group: Command, terminal: Terminal): void {
  addSuspend(group, terminal);
  addCancel(group, terminal);
  addRetry(group, terminal);
  addWait(group, terminal);
  addDelete(group, terminal);
}

function addSuspend(group: Command, terminal: Terminal): void {
  const command = group
    .command('suspend <id>')
    .description('Suspend a running run: it gives its worker back once its running tasks have finished.')
    .option('--timeout <span>', 'how long it waits to be resumed (default: 1 hour)', parseSpanMs)
    .option('--no-timeout', 'let it wait without a limit');
  setApiAction(command, terminal, async ({ client, answer }, id: string, flags: { timeout?: number | boolean }) => {
    const timeoutSeconds = typeof flags.timeout === 'number' ? flags.timeout / 1000 : undefined;
    await client.flowRuns.suspend(id, {
      actor: userInfo().username,
      timeoutSeconds: flags.timeout === false ? null : timeoutSeconds,
    });
    answer({ flow_run_id: id, status: 'REQUESTED' }, () => {
      terminal.print('The run was told; it suspends once its running tasks have finished.');
    });
  });
  withExamples(command, 'sluice flow-run suspend ID', "sluice flow-run suspend ID --timeout '2 days'");
}

function addCancel(group: Command, terminal: Terminal): void {
  const command = group.command('cancel <id>').description('Cancel a run; its running tasks are told.');
  setApiAction(command, terminal, async ({ client, answer }, id: string) => {
    const result = await client.flowRuns.cancel(id, { actor: userInfo().username });
    answer(result, () => {
      const done = result.state?.type === 'CANCELLED';
      terminal.print(done ? 'The run is cancelled.' : 'The run was told; it ends as Cancelled.');
    });
  });
  withExamples(command, 'sluice flow-run cancel ID');
}

function addRetry(group: Command, terminal: Terminal): void {
  const command = group
    .command('retry <id>')
    .description('Run a failed run again from where it failed; finished tasks are remembered.');
  setApiAction(command, terminal, async ({ client, answer }, id: string) => {
    const run = await client.flowRuns.retry(id);
    answer(run, () => terminal.print(`Flow run '${run.name}' runs again.`));
  });
  withExamples(command, 'sluice flow-run retry ID');
}

function addWait(group: Command, terminal: Terminal): void {
  const command = group
    .command('wait <id>')
    .description('Wait until a run ends, or is in a state. The exit code tells whether it completed or got there.')
    .option('--state <state>', 'a state by name or type (repeatable)', collect)
    .option('--timeout <span>', 'give up after so long (default: never)', parseSpanMs);
  setApiAction(
    command,
    terminal,
    async ({ client, answer }, id: string, flags: { state?: string[]; timeout?: number }) => {
      const run = await client.flowRuns.wait(id, { state: flags.state, timeoutMs: flags.timeout ?? null });
      answer(run, () => {
        const message = run.state?.message ? `: ${run.state.message}` : '';
        terminal.print(`Flow run '${run.name}' is in ${stateText(run, terminal.colors)}${message}`);
      });
      if (flags.state === undefined) failUnlessCompleted(run);
    },
  );
  withExamples(command, 'sluice flow-run wait ID', 'sluice flow-run wait ID --state PAUSED --timeout 30s');
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <id>').description('Delete a run with its tasks, inputs and log.');
  setApiAction(command, terminal, async ({ client, answer }, id: string) => {
    await client.flowRuns.delete(id);
    answer({ flow_run_id: id, status: 'DELETED' }, () => terminal.print('The run is deleted.'));
  });
  withExamples(command, 'sluice flow-run delete ID');
}
