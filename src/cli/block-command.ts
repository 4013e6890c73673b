// The group `sluice block`: blocks, which hold addresses and secrets for flows and automations, and the types they are of.
import type { Command } from 'commander';
import type { BlockDocument, BlockSchema } from '../client/index.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { setApiAction } from './api-command.js';
import { checkBlockData, wantsText } from './block-fields.js';
import { addBlockTypeGroup } from './block-type-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { collect, parseKeyValue, parseLoosely, readJsonObject } from './key-values.js';
import { parseCount } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printFields, printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 200;

/** Adds the group of blocks. */
export function addBlockGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('block')
    .alias('blocks')
    .description('Keep addresses and secrets for flows and automations.');
  addCreate(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addUpdate(group, terminal);
  addDelete(group, terminal);
  addBlockTypeGroup(group, terminal);
}

interface DataFlags {
  readonly data?: string;
  readonly field?: string[];
}

function addDataOptions(command: Command): Command {
  return command
    .option('--data <json>', 'its data as a JSON object; - reads standard input')
    .option('--field <key=value>', 'one field of it; the value is JSON, or else text (repeatable)', collect);
}

async function readData({ data, field = [] }: DataFlags, schema?: BlockSchema): Promise<Record<string, unknown>> {
  const whole = data === undefined ? {} : await readJsonObject(data, '--data');
  const single = field.map((given) => {
    const { key, text } = parseKeyValue(given, '--field');
    return [key, wantsText(schema, key) ? text : parseLoosely(text)] as const;
  });
  return { ...whole, ...Object.fromEntries(single) };
}

function addCreate(group: Command, terminal: Terminal): void {
  const command = addDataOptions(
    group
      .command('create <type> <name>')
      .description('Make a block of a type; `sluice block type inspect TYPE` says what its data holds.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, type: string, name: string, flags: DataFlags) => {
    const [schema] = await client.blocks.types.schemas(type).catch(naming('block type', type));
    const data = await readData(flags, schema);
    checkBlockData(type, schema, data);
    const block = await client.blocks.create(type, name, data).catch((error: unknown) => {
      if (!isSluiceError(error, 'conflict')) throw error;
      throw new SluiceError(
        'conflict',
        `The block '${type}/${name}' is there already: \`sluice block update\` changes it.`,
      );
    });
    answer(block, () => terminal.print(`Created block '${type}/${name}' (${block.id}).`));
  });
  withExamples(
    command,
    'sluice block create slack-webhook alerts --field url=https://hooks.slack.com/services/…',
    `sluice block create secret api-token --data - < token.json`,
  );
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List blocks by type and name.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS)
    .option('--type <slug>', 'blocks of this type');
  setApiAction(command, terminal, async ({ client, answer }, flags: { limit: number; type?: string }) => {
    const blocks = await client.blocks.list(flags);
    answer(blocks, () => {
      const rows = blocks.map((block) => [
        `${block.block_type.slug}/${block.name}`,
        block.id,
        relativeTime(block.updated, Date.now()),
      ]);
      printTable(terminal, ['BLOCK', 'ID', 'UPDATED'], rows, 'No blocks found.');
    });
  });
  withExamples(command, 'sluice block ls', 'sluice block ls --type slack-webhook --json');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group
    .command('inspect <type/name-or-id>')
    .description('Show a block; what is secret in it is shown as stars.');
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    const block = await client.blocks.read(reference).catch(naming('block', reference));
    answer(block, () => showBlock(block, terminal));
  });
  withExamples(command, 'sluice block inspect slack-webhook/alerts');
}

function addUpdate(group: Command, terminal: Terminal): void {
  const command = addDataOptions(
    group.command('update <type/name-or-id>').description('Change the fields of a block that are given.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, reference: string, flags: DataFlags) => {
    if (flags.data === undefined && flags.field === undefined) {
      throw new UsageError('Say what to change: --field or --data.');
    }
    const { block_type: type } = await client.blocks.read(reference).catch(naming('block', reference));
    const [schema] = await client.blocks.types.schemas(type.slug);
    const data = await readData(flags, schema);
    checkBlockData(type.slug, schema, data, { partial: true });
    const block = await client.blocks.update(reference, data).catch(naming('block', reference));
    answer(block, () => terminal.print(`Changed block '${block.block_type.slug}/${block.name}'.`));
  });
  withExamples(command, 'sluice block update slack-webhook/alerts --field notify_type=failure');
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group.command('delete <type/name-or-id>').description('Delete a block.');
  setApiAction(command, terminal, async ({ client, answer }, reference: string) => {
    const { id, name, block_type: type } = await client.blocks.read(reference).catch(naming('block', reference));
    await client.blocks.delete(id);
    answer({ id, name }, () => terminal.print(`Deleted block '${type.slug}/${name}' (${id}).`));
  });
  withExamples(command, 'sluice block delete slack-webhook/alerts');
}

function showBlock(block: BlockDocument, terminal: Terminal): void {
  const data = Object.entries(block.data).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  printFields(terminal, [
    ['id', block.id],
    ['name', block.name],
    ['type', `${block.block_type.name} (${block.block_type.slug})`],
    ['updated', block.updated],
    ...data,
  ]);
}

/** Says what was looked for, which the server's sentence leaves out. */
function naming(what: string, reference: string) {
  return (error: unknown): never => {
    if (!isSluiceError(error, 'not-found') || error.message.includes(reference)) throw error;
    const list = what === 'block' ? 'sluice block ls' : 'sluice block type ls';
    throw new SluiceError('not-found', `There is no ${what} '${reference}'; \`${list}\` lists them.`);
  };
}
