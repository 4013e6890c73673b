// The group `sluice work-queue`: the queues of a work pool, which say which of its runs come first.
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { parseCount, parseLimit } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printFields, printTable } from './table.js';
import type { Terminal } from './terminal.js';
import { limitText, statusText } from './work-pool-command.js';

const DEFAULT_ROWS = 200;

interface InPool {
  readonly pool: string;
}

interface WriteFlags extends InPool {
  readonly priority?: number;
  readonly concurrencyLimit?: number;
  readonly description?: string;
}

/** Adds the group of work queues. */
export function addWorkQueueGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('work-queue')
    .alias('work-queues')
    .description('Say which runs of a work pool come first.');
  addCreate(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addUpdate(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addDelete(group, terminal);
}

function inPool(command: Command): Command {
  return command.requiredOption('-p, --pool <name>', 'the work pool it is of');
}

function addWriteOptions(command: Command): Command {
  return inPool(command)
    .option('--priority <number>', '1 comes first', parseCount)
    .option('--concurrency-limit <count>', 'at most so many runs at once', parseLimit)
    .option('--description <text>', 'what it is for');
}

function addCreate(group: Command, terminal: Terminal): void {
  const command = addWriteOptions(group.command('create <name>').description('Make a queue of a work pool.'));
  setApiAction(command, terminal, async ({ client, answer }, name: string, { pool, ...fields }: WriteFlags) => {
    const queue = await client.workPools.queues.create(pool, name, fieldsOf(fields));
    answer(queue, () => terminal.print(`Created work queue '${name}' of '${pool}' (${queue.id}).`));
  });
  withExamples(command, 'sluice work-queue create urgent --pool reports --priority 1');
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List the queues of a work pool, or of all, by priority.')
    .option('-p, --pool <name>', 'those of this work pool')
    .option('-n, --limit <count>', 'at most so many of a pool', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, flags: Partial<InPool> & { limit: number }) => {
    const { pool, limit } = flags;
    const pools = pool === undefined ? (await client.workPools.list()).map(({ name }) => name) : [pool];
    const queues = (await Promise.all(pools.map((name) => client.workPools.queues.list(name, { limit })))).flat();
    answer(queues, () => {
      const rows = queues.map((queue) => [
        queue.name,
        queue.work_pool_name,
        String(queue.priority),
        statusText(queue, terminal.colors),
        limitText(queue),
        queue.id,
      ]);
      const heads = ['NAME', 'WORK POOL', 'PRIORITY', 'STATUS', 'LIMIT', 'ID'];
      printTable(terminal, heads, rows, 'No work queues found.');
    });
  });
  withExamples(command, 'sluice work-queue ls', 'sluice work-queue ls --pool reports');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = inPool(group.command('inspect <name>').description('Show a queue.'));
  setApiAction(command, terminal, async ({ client, answer }, name: string, { pool }: InPool) => {
    const queue = await client.workPools.queues.read(pool, name);
    answer(queue, () =>
      printFields(terminal, [
        ['id', queue.id],
        ['name', queue.name],
        ['work pool', queue.work_pool_name],
        ['description', queue.description],
        ['priority', String(queue.priority)],
        ['status', statusText(queue, terminal.colors)],
        ['limit', limitText(queue)],
        ['polled', relativeTime(queue.last_polled, Date.now())],
      ]),
    );
  });
  withExamples(command, 'sluice work-queue inspect urgent --pool reports');
}

function addUpdate(group: Command, terminal: Terminal): void {
  const command = addWriteOptions(
    group.command('update <name>').description('Change a queue; what is not given stays as it is.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, name: string, { pool, ...fields }: WriteFlags) => {
    const changes = fieldsOf(fields);
    if (Object.keys(changes).length === 0) {
      throw new UsageError('Say what to change: --priority, --concurrency-limit or --description.');
    }
    await client.workPools.queues.update(pool, name, changes);
    const queue = await client.workPools.queues.read(pool, name);
    answer(queue, () => terminal.print(`Changed work queue '${name}' of '${pool}'.`));
  });
  withExamples(command, 'sluice work-queue update urgent --pool reports --concurrency-limit 3');
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const command = inPool(
    group
      .command(`${verb} <name>`)
      .description(verb === 'pause' ? 'Hold its runs back.' : 'Start what it held back, and what comes.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, name: string, { pool }: InPool) => {
    await client.workPools.queues.update(pool, name, { isPaused: verb === 'pause' });
    answer({ name, pool, is_paused: verb === 'pause' }, () =>
      terminal.print(`${verb === 'pause' ? 'Paused' : 'Resumed'} work queue '${name}' of '${pool}'.`),
    );
  });
  withExamples(command, `sluice work-queue ${verb} urgent --pool reports`);
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = inPool(group.command('delete <name>').description('Delete a queue.'));
  setApiAction(command, terminal, async ({ client, answer }, name: string, { pool }: InPool) => {
    await client.workPools.queues.delete(pool, name);
    answer({ name, pool }, () => terminal.print(`Deleted work queue '${name}' of '${pool}'.`));
  });
  withExamples(command, 'sluice work-queue delete urgent --pool reports');
}

/** Only what was given, without commander's undefined. */
function fieldsOf({ priority, concurrencyLimit, description }: Omit<WriteFlags, 'pool'>) {
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
    ...(description === undefined ? {} : { description }),
  };
}
