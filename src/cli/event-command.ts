// The group `sluice event`: send an event, list what happened, follow what happens.
import type { Command } from 'commander';
import type { Event, EventToEmit, ReceivedEvent } from '../client/index.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { collect, parseKeyValue, readJsonObject } from './key-values.js';
import { parseCount } from './option-values.js';
import { localTime } from './run-text.js';
import { printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 15;

interface EmitFlags {
  readonly resourceId?: string;
  readonly resource?: string[];
  readonly related?: string;
  readonly payload?: string;
  readonly id?: string;
}

interface FilterFlags {
  readonly filter?: string;
  readonly event?: string[];
  readonly resourceId?: string[];
}

/** Adds the group of events. */
export function addEventGroup(program: Command, terminal: Terminal): void {
  const group = program.command('event').alias('events').description('Send, list and follow events.');
  addEmitCommand(group, terminal);
  addListCommand(group, terminal);
  addStreamCommand(group, terminal);
}

function addEmitCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('emit <name>')
    .description('Send an event.')
    .option('--resource-id <id>', 'what it happened to')
    .option('--resource <labels>', 'its labels: JSON, or key=value (repeatable)', collect)
    .option('--related <json>', 'a related resource, or a list of them')
    .option('--payload <json>', 'further facts; - reads standard input')
    .option('--id <uuid>', 'its id; an id that was seen before changes nothing');
  setApiAction(command, terminal, async ({ client, answer }, name: string, flags: EmitFlags) => {
    const event = await client.events.emit(await toEvent(name, flags));
    answer(event, () => terminal.print(`Sent '${event.event}' with the id ${event.id}.`));
  });
  withExamples(
    command,
    'sluice event emit order.created --resource-id shop.order.7',
    `sluice event emit order.paid --resource-id shop.order.7 --payload '{"total": 30}'`,
  );
}

async function toEvent(name: string, flags: EmitFlags): Promise<EventToEmit> {
  const { resourceId, resource: given = [], related, payload, id } = flags;
  if (name.trim() === '') throw new UsageError('An event needs a name, such as order.created.');
  const parts = await Promise.all(given.map(readLabels));
  const ownId = resourceId === undefined ? {} : { 'prefect.resource.id': resourceId };
  const resource = { ...Object.assign({}, ...parts), ...ownId } as Record<string, string>;
  if (!resource['prefect.resource.id']) {
    throw new UsageError('Say what it happened to: --resource-id ID, or --resource prefect.resource.id=ID.');
  }
  return {
    event: name,
    resource,
    id,
    ...(related === undefined ? {} : { related: await readRelated(related) }),
    ...(payload === undefined ? {} : { payload: await readJsonObject(payload, '--payload') }),
  };
}

async function readLabels(given: string): Promise<Record<string, unknown>> {
  if (given.trimStart().startsWith('{')) return readJsonObject(given, '--resource');
  const { key, text } = parseKeyValue(given, '--resource');
  return { [key]: text };
}

async function readRelated(given: string): Promise<Record<string, string>[]> {
  const wrapped = given.trimStart().startsWith('[') ? `{"list": ${given}}` : `{"list": [${given}]}`;
  return (await readJsonObject(wrapped, '--related'))['list'] as Record<string, string>[];
}

function addListCommand(group: Command, terminal: Terminal): void {
  const command = addFilterOptions(group.command('ls').description('List what happened, newest first.')).option(
    '-n, --limit <count>',
    'at most so many',
    parseCount,
    DEFAULT_ROWS,
  );
  setApiAction(command, terminal, async ({ client, answer }, flags: FilterFlags & { limit: number }) => {
    const events = await client.events.filter(await toFilter(flags), { limit: flags.limit });
    answer(events, () => {
      const rows = events.map((event) => [localTime(event.occurred), event.event, resourceOf(event), event.id]);
      printTable(terminal, ['OCCURRED', 'EVENT', 'RESOURCE', 'ID'], rows, 'No events found.');
    });
  });
  withExamples(
    command,
    `sluice event ls --event 'prefect.flow-run.*'`,
    'sluice event ls --resource-id shop.order.7 --json',
  );
}

function addStreamCommand(group: Command, terminal: Terminal): void {
  const command = addFilterOptions(group.command('stream').description('Print events as they happen, until Ctrl-C.'))
    .option('-n, --limit <count>', 'end after so many', parseCount)
    .option('--since <instant>', 'print those stored since then first (ISO 8601)');
  setApiAction(command, terminal, async (context, flags: FilterFlags & { limit?: number; since?: string }) => {
    const filter = await toFilter(flags);
    const spanned = flags.since === undefined ? filter : { ...filter, occurred: { since: flags.since } };
    const stream = await context.client.events.stream({ filter: spanned });
    terminal.printAside('Following events; Ctrl-C ends.');
    let count = 0;
    for await (const event of stream) {
      // One document a line, so that other programs can read them as they come.
      terminal.print(context.asJson ? JSON.stringify(event) : lineOf(event, terminal));
      count += 1;
      if (count === flags.limit) break;
    }
  });
  withExamples(command, 'sluice event stream --json', `sluice event stream --event 'order.*' --limit 1`);
}

function addFilterOptions(command: Command): Command {
  return command
    .option('--event <name>', 'events of this name; NAME* for a beginning (repeatable)', collect)
    .option('--resource-id <id>', 'events this resource takes part in (repeatable)', collect)
    .option('--filter <json>', 'an event filter as the API takes it');
}

async function toFilter({ filter, event = [], resourceId = [] }: FilterFlags): Promise<Record<string, unknown>> {
  const asBeginnings = event.some((name) => name.endsWith('*'));
  const names = asBeginnings ? { prefix: event.map((name) => name.replace(/\*$/, '')) } : { name: event };
  return {
    ...(filter === undefined ? {} : await readJsonObject(filter, '--filter')),
    ...(event.length === 0 ? {} : { event: names }),
    ...(resourceId.length === 0 ? {} : { any_resource: { id: resourceId } }),
  };
}

function lineOf(event: ReceivedEvent, { colors }: Terminal): string {
  return `${colors.dim(localTime(event.occurred))} ${event.event} ${colors.cyan(resourceOf(event))}`;
}

function resourceOf({ resource }: Event): string {
  return resource['prefect.resource.name'] ?? resource['prefect.resource.id'] ?? '';
}
