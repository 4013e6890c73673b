// The group `sluice automation`: automations as they are kept, what they did and why; and, with no server, tried out.
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { addAutomationInsightCommands } from './automation-insight.js';
import { findAutomation } from './automation-lookup.js';
import { addOfflineAutomationCommands } from './automation-offline.js';
import { addAutomationWriteCommands } from './automation-write.js';
import { withExamples } from './command-setup.js';
import { parseCount } from './option-values.js';
import { collect } from './key-values.js';
import { printTable } from './table.js';
import { toJson, type Terminal } from './terminal.js';

const DEFAULT_ROWS = 200;

/** Adds the group of automations. */
export function addAutomationGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('automation')
    .alias('automations')
    .description('Create, list, try out and explain automations.');
  addAutomationWriteCommands(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addDelete(group, terminal);
  addAutomationInsightCommands(group, terminal);
  addOfflineAutomationCommands(group, terminal);
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List automations by name.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS)
    .option('--tag <tag>', 'those that have this tag (repeatable)', collect);
  setApiAction(command, terminal, async ({ client, answer }, flags: { limit: number; tag?: string[] }) => {
    const automations = await client.automations.list({ limit: flags.limit, tags: flags.tag });
    answer(automations, () => {
      const rows = automations.map(({ id, name, enabled, trigger, actions }) => [
        id,
        name,
        enabled ? terminal.colors.green('enabled') : terminal.colors.dim('paused'),
        trigger.type,
        actions.map(({ type }) => type).join(', '),
      ]);
      printTable(terminal, ['ID', 'NAME', 'STATUS', 'TRIGGER', 'ACTIONS'], rows, 'No automations found.');
    });
  });
  withExamples(command, 'sluice automation ls', 'sluice automation ls --tag orders --json');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <name-or-id>').description('Show an automation as it is kept.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const automation = await findAutomation(client, nameOrId);
    answer(automation, () => terminal.print(toJson(automation)));
  });
  withExamples(command, 'sluice automation inspect woodchonk');
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const command = group
    .command(`${verb} <name-or-id>`)
    .description(verb === 'pause' ? 'Switch an automation off; what it has under way ends.' : 'Switch it on again.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const { id, name } = await findAutomation(client, nameOrId);
    await (verb === 'pause' ? client.automations.disable(id) : client.automations.enable(id));
    answer({ id, name, enabled: verb === 'resume' }, () =>
      terminal.print(`${verb === 'pause' ? 'Paused' : 'Resumed'} automation '${name}' (${id}).`),
    );
  });
  withExamples(command, `sluice automation ${verb} woodchonk`);
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <name-or-id>').description('Delete an automation; what it has under way ends.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const { id, name } = await findAutomation(client, nameOrId);
    await client.automations.delete(id);
    answer({ id, name }, () => terminal.print(`Deleted automation '${name}' (${id}).`));
  });
  withExamples(command, 'sluice automation delete woodchonk');
}
