// The whole command line as one value: its groups, and how misuse is told. Nothing heavy is loaded here: what a command
// needs is loaded when its action runs, so that help and the first line of output are there at once.
import { Command, CommanderError } from 'commander';
import { addAutomationGroup } from './automation-command.js';
import { addBlockGroup } from './block-command.js';
import { addCompletionCommand } from './completion-command.js';
import { addConfigGroup } from './config-command.js';
import { addDeployCommand } from './deploy-command.js';
import { addDeploymentGroup } from './deployment-command.js';
import { addDevCommand } from './dev-command.js';
import { addDoctorCommand } from './doctor-command.js';
import { addEventGroup } from './event-command.js';
import { EXIT_MISUSED, reportFailure } from './failure.js';
import { addFlowGroup, addFlowRunGroup } from './flow-run-command.js';
import { readOwnVersion } from '../own-version.js';
import { addServerGroup } from './server-command.js';
import { addOfflineTemplateCommands } from './template-offline.js';
import type { Terminal } from './terminal.js';
import { addVariableGroup } from './variable-command.js';
import { addWebhookGroup } from './webhook-command.js';
import { addWorkPoolGroup } from './work-pool-command.js';
import { addWorkQueueGroup } from './work-queue-command.js';
import { addWorkerGroup } from './worker-command.js';

/** The command line, writing to a terminal. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('sluice')
    .description('Durable flows on Temporal that pause, talk and react.')
    .version(readOwnVersion(), '-V, --version', 'print the version')
    // What stands behind a command is its own: `sluice deploy --version 2` is about the deployment.
    .enablePositionalOptions();
  addDevCommand(program, terminal);
  addServerGroup(program, terminal);
  addWorkerGroup(program, terminal);
  addFlowRunGroup(program, terminal);
  addFlowGroup(program, terminal);
  addDeployCommand(program, terminal);
  addDeploymentGroup(program, terminal);
  addWorkPoolGroup(program, terminal);
  addWorkQueueGroup(program, terminal);
  addAutomationGroup(program, terminal);
  addEventGroup(program, terminal);
  addWebhookGroup(program, terminal);
  addBlockGroup(program, terminal);
  addVariableGroup(program, terminal);
  const template = program.command('template').alias('templates').description('Try out templates.');
  addOfflineTemplateCommands(template, terminal);
  addConfigGroup(program, terminal);
  addDoctorCommand(program, terminal);
  addCompletionCommand(program, terminal);
  for (const command of everyCommand(program)) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => terminal.print(text.trimEnd()),
        writeErr: (text) => terminal.printAside(text.trimEnd()),
        outputError: (text, write) => write(text.replace(/^error:/, `${terminal.asideColors.red('Error:')}`)),
      });
  }
  return program;
}

/** Runs a command line. Resolves when the command has ended; its exit code is in `process.exitCode`. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await createProgram(terminal).parseAsync([...argv]);
  } catch (thrown) {
    // What commander throws it has said already; help that was asked for and the version are no misuse.
    if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : EXIT_MISUSED;
    else process.exitCode = reportFailure(thrown, terminal, false);
  }
}

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const inner of command.commands) yield* everyCommand(inner);
}
