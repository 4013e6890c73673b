// How every command is built: its options in common, its action with the failures turned into exit codes, and examples
// under its help. What an action needs beyond its arguments it gets as one context.
import type { Command } from 'commander';
import { reportFailure } from './failure.js';
import { toJson, type Terminal } from './terminal.js';

/** What an action is given beside its arguments and options. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly asJson: boolean;
  /** Prints the answer: the document with `--json`, else what `show` prints. */
  readonly answer: (document: unknown, show: () => void) => void;
}

/**
 * Adds `--json` and the action to a command. The action gets the context, then what commander gives: arguments, options.
 * A failure is said and sets the exit code; the process ends by itself when nothing is left to do.
 */
export function setAction<Args extends unknown[]>(
  command: Command,
  terminal: Terminal,
  action: (context: CommandContext, ...args: Args) => Promise<void> | void,
): Command {
  return command.option('--json', 'print the answer as JSON, and errors too').action(async (...args: unknown[]) => {
    const asJson = command.opts<{ json?: boolean }>().json === true;
    const context: CommandContext = {
      terminal,
      asJson,
      answer: (document, show) => (asJson ? terminal.print(toJson(document)) : show()),
    };
    try {
      await action(context, ...(args as Args));
    } catch (thrown) {
      process.exitCode = reportFailure(thrown, terminal, asJson);
    }
  });
}

/** Adds example lines under a command's help. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}
