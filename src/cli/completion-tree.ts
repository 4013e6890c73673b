// The commands, options and choices of a command line as plain lists, which the scripts for each shell are written from.
import type { Command, Option } from 'commander';

export interface CompletionWord {
  readonly word: string;
  readonly description: string;
}

export interface CompletionOption extends CompletionWord {
  /** The short form, such as `-n`; null for none. */
  readonly short: string | null;
  readonly takesValue: boolean;
  /** What its value may be; empty for anything. */
  readonly choices: readonly string[];
}

/** A command, or a group of them. */
export interface CompletionNode {
  /** Words from the program on, such as ` flow-run ls`; empty for the program itself. Each has a space before it. */
  readonly path: string;
  /** Other paths that lead here, by aliases. */
  readonly aliases: readonly string[];
  readonly commands: readonly CompletionWord[];
  readonly options: readonly CompletionOption[];
}

/** All nodes, the program first. Commands that are not shown in help are left out. */
export function completionNodes(program: Command): CompletionNode[] {
  return walk(program, '', []);
}

function walk(command: Command, path: string, aliases: readonly string[]): CompletionNode[] {
  const helper = command.createHelp();
  const children = helper.visibleCommands(command).filter((child) => child.name() !== 'help');
  const node: CompletionNode = {
    path,
    aliases,
    commands: children.map((child) => ({ word: child.name(), description: firstSentence(child.description()) })),
    options: helper.visibleOptions(command).map(toOption),
  };
  return [
    node,
    ...children.flatMap((child) =>
      walk(child, `${path} ${child.name()}`, [
        ...child.aliases().map((alias) => `${path} ${alias}`),
        ...aliases.flatMap((other) => [child.name(), ...child.aliases()].map((word) => `${other} ${word}`)),
      ]),
    ),
  ];
}

function toOption(option: Option): CompletionOption {
  return {
    word: option.long ?? option.flags,
    short: option.short ?? null,
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}

function firstSentence(text: string): string {
  return text.split(/[.:;](?:\s|$)/)[0] ?? text;
}
