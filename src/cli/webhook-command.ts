// The group `sluice webhook`: addresses that turn requests of other programs into events.
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { parseCount } from './option-values.js';
import { printTable } from './table.js';
import type { Terminal } from './terminal.js';
import { findWebhook, showWebhook, urlOf } from './webhook-lookup.js';
import { addWebhookTestCommand } from './webhook-test.js';
import { addWebhookCreateCommand, addWebhookUpdateCommand } from './webhook-write.js';

const DEFAULT_ROWS = 200;

/** Adds the group of webhooks. */
export function addWebhookGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('webhook')
    .alias('webhooks')
    .description('Make addresses that turn requests of other programs into events.');
  addWebhookCreateCommand(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addWebhookUpdateCommand(group, terminal);
  addWebhookTestCommand(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addRotate(group, terminal);
  addDelete(group, terminal);
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List webhooks by name.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, { limit }: { limit: number }) => {
    const webhooks = await client.webhooks.list({ limit });
    answer(webhooks, () => {
      const rows = webhooks.map((webhook) => [
        webhook.name,
        webhook.enabled ? terminal.colors.green('enabled') : terminal.colors.dim('paused'),
        webhook.verification,
        urlOf(client, webhook),
        webhook.id,
      ]);
      printTable(terminal, ['NAME', 'STATUS', 'PROOF', 'URL', 'ID'], rows, 'No webhooks found.');
    });
  });
  withExamples(command, 'sluice webhook ls', 'sluice webhook ls --json | jq -r .[].path');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <name-or-id>').alias('get').description('Show a webhook with its address.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const webhook = await findWebhook(client, nameOrId);
    answer(webhook, () => showWebhook(client, webhook, terminal));
  });
  withExamples(command, 'sluice webhook inspect model-updates');
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const command = group
    .command(`${verb} <name-or-id>`)
    .description(verb === 'pause' ? 'Answer its requests with 403 from now on.' : 'Take its requests again.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const { id } = await findWebhook(client, nameOrId);
    const { secret: _none, ...webhook } = await client.webhooks.update({ id }, { enabled: verb === 'resume' });
    answer(webhook, () => terminal.print(`${verb === 'pause' ? 'Paused' : 'Resumed'} webhook '${webhook.name}'.`));
  });
  withExamples(command, `sluice webhook ${verb} model-updates`);
}

function addRotate(group: Command, terminal: Terminal): void {
  const command = group
    .command('rotate <name-or-id>')
    .description('Make its address anew; the old one answers no more.')
    .option('--secret', 'make its secret anew, and leave the address')
    .option('--both', 'make the address and the secret anew');
  setApiAction(
    command,
    terminal,
    async ({ client, answer }, nameOrId: string, flags: { secret?: boolean; both?: boolean }) => {
      const { id } = await findWebhook(client, nameOrId);
      const slug = flags.both === true || flags.secret !== true;
      const secret = flags.both === true || flags.secret === true;
      const webhook = await client.webhooks.rotate({ id }, { slug, secret });
      answer(webhook, () => showWebhook(client, webhook, terminal));
    },
  );
  withExamples(command, 'sluice webhook rotate model-updates', 'sluice webhook rotate model-updates --secret');
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <name-or-id>').description('Delete a webhook; its address answers no more.');
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string) => {
    const { id, name } = await findWebhook(client, nameOrId);
    await client.webhooks.delete({ id });
    answer({ id, name }, () => terminal.print(`Deleted webhook '${name}' (${id}).`));
  });
  withExamples(command, 'sluice webhook delete model-updates');
}
