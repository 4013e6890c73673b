// `sluice flow-run logs`: what a run and its tasks logged, whole, in part or as it comes.
import { setTimeout as delay } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { LOG_LEVELS, type LogLevelName } from '../domain/logs.js';
import { isTerminal } from '../domain/states.js';
import { setApiAction, type ApiContext } from './api-command.js';
import { withExamples } from './command-setup.js';
import { formatLog, LogFollower } from './log-lines.js';
import { parseCount } from './option-values.js';
import type { Terminal } from './terminal.js';

const POLL_MS = 500;

interface LogsFlags {
  readonly follow?: boolean;
  readonly level?: LogLevelName;
  readonly limit?: number;
  readonly tail?: number;
  readonly reverse?: boolean;
}

/** Adds `logs` to the group. */
export function addLogsCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('logs <id>')
    .description('Print the log of a run.')
    .option('-f, --follow', 'go on printing until the run ends')
    .addOption(new Option('--level <level>', 'this level and above').choices(Object.keys(LOG_LEVELS)))
    .option('-n, --limit <count>', 'the first lines only', parseCount)
    .option('--tail <count>', 'the last lines only', parseCount)
    .option('--reverse', 'newest first');
  setApiAction(command, terminal, async (context, id: string, flags: LogsFlags) => {
    await context.client.flowRuns.read(id);
    if (flags.follow && !context.asJson) return followLogs(context, id, flags);
    const newestFirst = flags.tail !== undefined || flags.reverse === true;
    const logs = await context.client.flowRuns.logs(id, {
      minLevel: flags.level && LOG_LEVELS[flags.level],
      limit: flags.tail ?? flags.limit ?? Number.POSITIVE_INFINITY,
      sort: newestFirst ? 'TIMESTAMP_DESC' : 'TIMESTAMP_ASC',
    });
    if (newestFirst && !flags.reverse) logs.reverse();
    context.answer(logs, () => {
      for (const log of logs) terminal.print(formatLog(log, terminal.colors));
      if (logs.length === 0) terminal.printAside('The run has logged nothing.');
    });
  });
  withExamples(command, 'sluice flow-run logs ID --follow', 'sluice flow-run logs ID --level warning --tail 20');
}

async function followLogs({ client, terminal }: ApiContext, id: string, flags: LogsFlags): Promise<void> {
  const follower = new LogFollower(client, id, flags.level && LOG_LEVELS[flags.level]);
  for (;;) {
    const { state_type: type } = await client.flowRuns.read(id);
    for (const log of await follower.take()) terminal.print(formatLog(log, terminal.colors));
    if (type !== null && isTerminal(type)) return;
    await delay(POLL_MS);
  }
}
