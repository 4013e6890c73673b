// `sluice block type`: the kinds of blocks there are, and what the data of each holds.
import type { Command } from 'commander';
import type { BlockSchema } from '../client/index.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { parseCount } from './option-values.js';
import { printFields, printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 200;

/** Adds the group of block types. */
export function addBlockTypeGroup(group: Command, terminal: Terminal): void {
  const types = group.command('type').alias('types').description('See which types of blocks there are.');
  addList(types, terminal);
  addInspect(types, terminal);
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List the types of blocks.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, { limit }: { limit: number }) => {
    const types = await client.blocks.types.list({ limit });
    answer(types, () => {
      const rows = types.map(({ slug, name, description }) => [slug, name, description ?? '']);
      printTable(terminal, ['SLUG', 'NAME', 'DESCRIPTION'], rows, 'No block types found.');
    });
  });
  withExamples(command, 'sluice block type ls');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <slug>').description('Show a type, and what the data of its blocks holds.');
  setApiAction(command, terminal, async ({ client, answer }, slug: string) => {
    const [type, schemas] = await Promise.all([client.blocks.types.read(slug), client.blocks.types.schemas(slug)]);
    answer({ ...type, schemas }, () => {
      printFields(terminal, [
        ['id', type.id],
        ['slug', type.slug],
        ['name', type.name],
        ['description', type.description ?? ''],
      ]);
      const [newest] = schemas;
      if (newest !== undefined) showFields(newest, terminal);
    });
  });
  withExamples(command, 'sluice block type inspect slack-webhook');
}

interface FieldDocument {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly { readonly type?: string }[];
}

function showFields({ fields }: BlockSchema, terminal: Terminal): void {
  const properties = (fields['properties'] ?? {}) as Record<string, FieldDocument>;
  const required = (fields['required'] ?? []) as string[];
  const secrets = ((fields['secret_fields'] ?? []) as string[]).map((path) => path.split('.')[0]);
  const rows = Object.entries(properties).map(([name, property]) => [
    name,
    kindOf(property),
    required.includes(name) ? 'yes' : 'no',
    secrets.includes(name) ? 'yes' : 'no',
    property.default === undefined ? '' : JSON.stringify(property.default),
  ]);
  terminal.print();
  printTable(terminal, ['FIELD', 'KIND', 'NEEDED', 'SECRET', 'DEFAULT'], rows, 'Its blocks hold nothing.');
}

function kindOf({ type, enum: choices, anyOf }: FieldDocument): string {
  if (choices !== undefined) return choices.map(String).join(' | ');
  return type ?? anyOf?.map((part) => part.type ?? 'any').join(' | ') ?? 'any';
}
