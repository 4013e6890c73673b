// `sluice automation explain|firings|redrive`: why an automation did or did not fire, what it did, and doing again what
// failed.
import type { Command } from 'commander';
import type { AutomationExplanation, FiringRecord } from '../client/index.js';
import { setApiAction } from './api-command.js';
import { findAutomation } from './automation-lookup.js';
import { withExamples } from './command-setup.js';
import { parseCount } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printFields, printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 15;

/** Adds the commands to the group. */
export function addAutomationInsightCommands(group: Command, terminal: Terminal): void {
  const explain = group.command('explain <name-or-id>').description('Why an automation did or did not fire.');
  setApiAction(explain, terminal, async ({ client, answer }, nameOrId: string) => {
    const { id } = await findAutomation(client, nameOrId);
    const explanation = await client.automations.explain(id);
    answer(explanation, () => printExplanation(terminal, explanation));
  });
  withExamples(explain, 'sluice automation explain woodchonk');

  const firings = group
    .command('firings <name-or-id>')
    .description('What an automation did: its firings, the newest first, with their actions.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(firings, terminal, async ({ client, answer }, nameOrId: string, { limit }: { limit: number }) => {
    const { id } = await findAutomation(client, nameOrId);
    const records = await client.automations.firings(id, { limit });
    answer(records, () => {
      const rows = records.map((record) => [
        record.id,
        relativeTime(record.triggered, Date.now()),
        record.status,
        record.actions.map(actionText).join('; ') || '-',
      ]);
      printTable(terminal, ['ID', 'WHEN', 'STATUS', 'ACTIONS'], rows, 'It has not fired yet.');
    });
  });
  withExamples(firings, 'sluice automation firings woodchonk --json');

  const redrive = group
    .command('redrive <name-or-id> <firing-id>')
    .description('Carry the failed actions of a firing out again; those that were executed are not repeated.');
  setApiAction(redrive, terminal, async ({ client, answer }, nameOrId: string, firingId: string) => {
    const { id } = await findAutomation(client, nameOrId);
    await client.automations.redrive(id, firingId);
    answer({ automation_id: id, firing_id: firingId, status: 'REQUESTED' }, () =>
      terminal.print(
        `The firing is carried out again; \`sluice automation firings ${nameOrId}\` shows what comes of it.`,
      ),
    );
  });
  withExamples(redrive, 'sluice automation redrive woodchonk FIRING_ID');
}

function actionText({ action, status, reason }: FiringRecord['actions'][number]): string {
  return `${action.type} ${status}${reason === null ? '' : ` (${reason})`}`;
}

function printExplanation(terminal: Terminal, automation: AutomationExplanation): void {
  const { enabled, since, explanation, recent_firings, state_lost: lost } = automation;
  printFields(terminal, [
    ['state', enabled ? 'enabled' : 'disabled: it hears no events'],
    ['hears events since', since],
    ['fired', `${explanation.firings} times`],
    ['looks at the clock', explanation.next_check ?? 'not before the next event'],
    ...(lost ? [['began afresh', `${lost.at}, since ${lost.reason}`] as const] : []),
  ]);
  for (const node of explanation.nodes) {
    terminal.print(`${terminal.colors.bold(node.trigger || 'trigger')} (${node.type})`);
    for (const line of nodeLines(node)) terminal.print(`  ${line}`);
  }
  for (const { id, triggered, event } of recent_firings.slice(-5)) {
    terminal.print(`fired ${triggered} ${id} by ${event ?? 'the absence of events'}`);
  }
}

function nodeLines(node: AutomationExplanation['explanation']['nodes'][number]): string[] {
  if (node.type === 'event') {
    const waits = node.waits_for === null ? [] : [`waits for ${node.waits_for}`];
    const buckets = node.buckets.map(
      ({ labels, count, threshold, waits_for }) =>
        `${labelText(labels)}${count} of ${threshold} events, waits for ${waits_for}`,
    );
    return [...waits, ...buckets];
  }
  if (node.type === 'metric') return [JSON.stringify(node)];
  return node.groups.map(
    ({ labels, fired, awaited }) =>
      `${labelText(labels)}${fired.length} of ${node.needed} fired, awaits ${awaited.join(', ') || 'nothing'}`,
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return pairs.length === 0 ? '' : `${pairs.join(' ')}: `;
}
