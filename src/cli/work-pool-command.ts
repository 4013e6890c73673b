// The group `sluice work-pool`: named places where the runs of deployments wait for workers.
import type { Command } from 'commander';
import type { WorkPool } from '../domain/work-pools/work-pool.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { parseCount, parseLimit } from './option-values.js';
import { relativeTime } from './run-text.js';
import { printFields, printTable } from './table.js';
import type { Colors, Terminal } from './terminal.js';

const DEFAULT_ROWS = 200;

/** Adds the group of work pools. */
export function addWorkPoolGroup(program: Command, terminal: Terminal): void {
  const group = program
    .command('work-pool')
    .alias('work-pools')
    .description('Name places where runs wait for workers, pause them and limit them.');
  addCreate(group, terminal);
  addList(group, terminal);
  addInspect(group, terminal);
  addUpdate(group, terminal);
  addSwitch(group, terminal, 'pause');
  addSwitch(group, terminal, 'resume');
  addSetLimit(group, terminal);
  addClearLimit(group, terminal);
  addDelete(group, terminal);
}

function addCreate(group: Command, terminal: Terminal): void {
  const command = group
    .command('create <name>')
    .description('Make a work pool.')
    .option('--description <text>', 'what it is for')
    .option('--paused', 'start nothing from it yet')
    .option('--concurrency-limit <count>', 'at most so many runs at once', parseLimit);
  setApiAction(
    command,
    terminal,
    async (
      { client, answer },
      name: string,
      flags: { description?: string; paused?: boolean; concurrencyLimit?: number },
    ) => {
      const { paused, ...fields } = flags;
      const pool = await client.workPools.create(name, { ...fields, isPaused: paused ?? false });
      answer(pool, () => terminal.print(`Created work pool '${name}' (${pool.id}).`));
    },
  );
  withExamples(command, 'sluice work-pool create reports', 'sluice work-pool create heavy --concurrency-limit 2');
}

function addList(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List work pools.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, { limit }: { limit: number }) => {
    const pools = await client.workPools.list({ limit });
    answer(pools, () => {
      const rows = pools.map((pool) => [
        pool.name,
        pool.type,
        statusText(pool, terminal.colors),
        limitText(pool),
        pool.id,
      ]);
      printTable(terminal, ['NAME', 'TYPE', 'STATUS', 'LIMIT', 'ID'], rows, 'No work pools found.');
    });
  });
  withExamples(command, 'sluice work-pool ls', 'sluice work-pool ls --json');
}

function addInspect(group: Command, terminal: Terminal): void {
  const command = group.command('inspect <name>').description('Show a work pool, its queues and its workers.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    const pool = await client.workPools.read(name);
    const [queues, workers] = await Promise.all([client.workPools.queues.list(name), client.workPools.workers(name)]);
    answer({ ...pool, queues, workers }, () => {
      printFields(terminal, [
        ['id', pool.id],
        ['name', pool.name],
        ['description', pool.description ?? ''],
        ['type', pool.type],
        ['status', statusText(pool, terminal.colors)],
        ['limit', limitText(pool)],
      ]);
      terminal.print();
      const rows = queues.map((queue) => [
        queue.name,
        String(queue.priority),
        statusText(queue, terminal.colors),
        limitText(queue),
        relativeTime(queue.last_polled, Date.now()),
      ]);
      printTable(terminal, ['QUEUE', 'PRIORITY', 'STATUS', 'LIMIT', 'POLLED'], rows, 'It has no queues.');
    });
  });
  withExamples(command, 'sluice work-pool inspect reports');
}

interface UpdateFlags {
  readonly description?: string;
  readonly concurrencyLimit?: number;
}

function addUpdate(group: Command, terminal: Terminal): void {
  const command = group
    .command('update <name>')
    .description('Change a work pool; what is not given stays as it is.')
    .option('--description <text>', 'what it is for')
    .option('--concurrency-limit <count>', 'at most so many runs at once', parseLimit);
  setApiAction(
    command,
    terminal,
    async ({ client, answer }, name: string, { description, concurrencyLimit }: UpdateFlags) => {
      if (description === undefined && concurrencyLimit === undefined) {
        throw new UsageError('Say what to change: --description or --concurrency-limit.');
      }
      await client.workPools.update(name, {
        ...(description === undefined ? {} : { description }),
        ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
      });
      const pool = await client.workPools.read(name);
      answer(pool, () => terminal.print(`Changed work pool '${name}'.`));
    },
  );
  withExamples(command, "sluice work-pool update reports --description 'Runs at night.' --concurrency-limit 3");
}

function addSwitch(group: Command, terminal: Terminal, verb: 'pause' | 'resume'): void {
  const command = group
    .command(`${verb} <name>`)
    .description(verb === 'pause' ? 'Hold its runs back.' : 'Start what it held back, and what comes.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    await client.workPools.update(name, { isPaused: verb === 'pause' });
    answer({ name, is_paused: verb === 'pause' }, () =>
      terminal.print(`${verb === 'pause' ? 'Paused' : 'Resumed'} work pool '${name}'.`),
    );
  });
  withExamples(command, `sluice work-pool ${verb} reports`);
}

function addSetLimit(group: Command, terminal: Terminal): void {
  const command = group
    .command('set-concurrency-limit <name>')
    .argument('<count>', 'how many; 0 starts nothing', parseLimit)
    .description('Let at most so many of its runs be under way at once.');
  setApiAction(command, terminal, async ({ client, answer }, name: string, concurrencyLimit: number) => {
    await client.workPools.update(name, { concurrencyLimit });
    answer({ name, concurrency_limit: concurrencyLimit }, () =>
      terminal.print(`Work pool '${name}' runs at most ${concurrencyLimit} at once.`),
    );
  });
  withExamples(command, 'sluice work-pool set-concurrency-limit reports 5');
}

function addClearLimit(group: Command, terminal: Terminal): void {
  const command = group.command('clear-concurrency-limit <name>').description('Take its limit away.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    await client.workPools.update(name, { concurrencyLimit: null });
    answer({ name, concurrency_limit: null }, () => terminal.print(`Work pool '${name}' has no limit.`));
  });
  withExamples(command, 'sluice work-pool clear-concurrency-limit reports');
}

function addDelete(group: Command, terminal: Terminal): void {
  const command = group
    .command('delete <name>')
    .description('Delete a work pool with its queues; deployments stay, and their runs wait.');
  setApiAction(command, terminal, async ({ client, answer }, name: string) => {
    await client.workPools.delete(name);
    answer({ name }, () => terminal.print(`Deleted work pool '${name}'.`));
  });
  withExamples(command, 'sluice work-pool delete reports');
}

/** Whether workers take runs from a pool or a queue, in a colour. */
export function statusText({ status }: Pick<WorkPool, 'status'>, colors: Colors): string {
  if (status === null) return colors.dim('unknown');
  const words = { READY: colors.green('ready'), NOT_READY: colors.red('not ready'), PAUSED: colors.yellow('paused') };
  return words[status];
}

/** How many runs of a limit are under way, such as `1 of 5`; empty without one. */
export function limitText({
  concurrency_limit: limit,
  active_slots: active,
}: Pick<WorkPool, 'concurrency_limit' | 'active_slots'>): string {
  return limit === null ? '' : `${active ?? 0} of ${limit}`;
}
