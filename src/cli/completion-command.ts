// `sluice completion SHELL`: the script that lets a shell complete our commands and options.
import { Argument, type Command } from 'commander';
import { setAction, withExamples } from './command-setup.js';
import type { Shell } from './completion-scripts.js';
import type { Terminal } from './terminal.js';

/** Adds `completion`; it completes all that the program has when it is called. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('completion')
    .description('Print the script that completes our commands in your shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']));
  setAction(command, terminal, async ({ answer }, shell: Shell) => {
    const [{ COMPLETION_SCRIPTS }, { completionNodes }] = await Promise.all([
      import('./completion-scripts.js'),
      import('./completion-tree.js'),
    ]);
    const script = COMPLETION_SCRIPTS[shell](program.name(), completionNodes(program));
    answer({ shell, script }, () => terminal.print(script));
  });
  withExamples(
    command,
    'source <(sluice completion bash)',
    'sluice completion zsh > "${fpath[1]}/_sluice"',
    'sluice completion fish > ~/.config/fish/completions/sluice.fish',
  );
}
