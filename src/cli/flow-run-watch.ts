// `sluice flow-run watch`: states and log of a run that was started already, until it ends.
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import type { Terminal } from './terminal.js';
import { failUnlessCompleted, watchRun } from './watch-run.js';

/** Adds `watch` to the group. */
export function addWatchCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('watch <id>')
    .description('Show states and log of a run until it ends; the exit code tells whether it completed.');
  setApiAction(command, terminal, async (context, id: string) => {
    const ended = await watchRun(context, id);
    context.answer(ended, () => undefined);
    failUnlessCompleted(ended);
  });
  withExamples(command, 'sluice flow-run watch ID');
}
