// The group `sluice variable`: named values that flows, templates and people share.
import type { Command } from 'commander';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { collect, parseLoosely } from './key-values.js';
import { parseCount } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printFields, printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 200;

/** Adds the group of variables. */
export function addVariableGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('variable')
    .alias('variables')
    .description('Read and set the values that flows and templates share.');
  addSet(group, terminal);
  addGet(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addDelete(group, terminal);
}

function addSet(group: Command, terminal: Terminal): void {
  const command = group
    .command('set <name> <value>')
    .description('Set a variable; the value is JSON, or else text.')
    .option('--overwrite', 'change the variable when it is there')
    .option('--tag <tag>', 'a tag (repeatable)', collect);
  setApiAction(
    command,
    terminal,
    async ({ client, answer }, name: string, value: string, flags: { overwrite?: boolean; tag?: string[] }) => {
      const options = { overwrite: flags.overwrite ?? false, ...(flags.tag === undefined ? {} : { tags: flags.tag }) };
      const variable = await client.variables.set(name, parseLoosely(value), options).catch((error: unknown) => {
        if (!isSluiceError(error, 'conflict')) throw error;
        throw new SluiceError('conflict', `The variable '${name}' is there already; --overwrite changes it.`);
      });
      answer(variable, () => terminal.print(`Set variable '${name}'.`));
    },
  );
  withExamples(
    command,
    'sluice variable set region eu-central-1',
    `sluice variable set limits '{"rows": 1000}' --overwrite --tag nightly`,
  );
}

function addGet(group: Command, terminal: Terminal): void {
  const command = group.command('get <name>').description('Print the value of a variable, for use in scripts.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    const { value } = found(name, await client.variables.read(name));
    answer(value, () => terminal.print(textOf(value)));
  });
  withExamples(command, 'sluice variable get region', 'sluice variable get limits --json | jq .rows');
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List variables by name.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, { limit }: { limit: number }) => {
    const variables = await client.variables.list({ limit });
    answer(variables, () => {
      const rows = variables.map(({ name, value, tags, updated }) => [
        name,
        textOf(value),
        tags.join(', '),
        relativeTime(updated, Date.now()),
      ]);
      printTable(terminal, ['NAME', 'VALUE', 'TAGS', 'UPDATED'], rows, 'No variables found.');
    });
  });
  withExamples(command, 'sluice variable ls', 'sluice variable ls --json');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <name>').description('Show a variable with its tags and times.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    const variable = found(name, await client.variables.read(name));
    answer(variable, () =>
      printFields(terminal, [
        ['id', variable.id],
        ['name', variable.name],
        ['value', textOf(variable.value)],
        ['tags', variable.tags.join(', ')],
        ['created', variable.created],
        ['updated', variable.updated],
      ]),
    );
  });
  withExamples(command, 'sluice variable inspect region');
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <name>').alias('unset').description('Delete a variable.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    const { id } = found(name, await client.variables.read(name));
    await client.variables.delete(name);
    answer({ id, name }, () => terminal.print(`Deleted variable '${name}'.`));
  });
  withExamples(command, 'sluice variable delete region');
}

function found<T>(name: string, variable: T | null): T {
  if (variable !== null) return variable;
  throw new SluiceError('not-found', `There is no variable '${name}'; \`sluice variable ls\` lists them.`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
