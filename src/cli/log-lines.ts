// Log lines as they are printed, and a follower that gives each line once as they come. Lines of one instant may come in
// two answers, so the follower asks again from the last instant and passes over what it gave.
import type { SluiceClient } from '../client/index.js';
import { LOG_LEVELS, type Log, type LogLevelName } from '../domain/logs.js';
import { localTime } from './run-text.js';
import type { Colors } from './terminal.js';

const NAME_WIDTH = 8;

/** The name of a level: the greatest one that is not above it. */
export function levelNameOf(level: number): LogLevelName {
  const names = Object.entries(LOG_LEVELS) as [LogLevelName, number][];
  return names.filter(([, value]) => value <= level).at(-1)?.[0] ?? 'debug';
}

/** One line: `2026-11-24 10:27:59.926 | INFO     | Hello`. */
export function formatLog(log: Log, colors: Colors): string {
  const name = levelNameOf(log.level);
  const label = name.toUpperCase().padEnd(NAME_WIDTH);
  return `${colors.dim(localTime(log.timestamp))} | ${colorOfLevel(name, colors)(label)} | ${log.message}`;
}

function colorOfLevel(name: LogLevelName, colors: Colors): (text: string) => string {
  switch (name) {
    case 'debug':
      return colors.dim;
    case 'info':
      return colors.cyan;
    case 'warning':
      return colors.yellow;
    case 'error':
    case 'critical':
      return colors.red;
  }
}

/** Gives the new lines of a run each time it is asked. */
export class LogFollower {
  private readonly taken = new Set<string>();
  private last: string | undefined;

  /** @param minLevel - lines below it are passed over */
  constructor(
    private readonly client: SluiceClient,
    private readonly flowRunId: string,
    private readonly minLevel?: number,
  ) {}

  /** The lines that came since the last time, oldest first. */
  async take(): Promise<Log[]> {
    const options = { minLevel: this.minLevel, after: this.last, limit: Number.POSITIVE_INFINITY };
    const logs = await this.client.flowRuns.logs(this.flowRunId, options);
    const news = logs.filter((log) => !this.taken.has(log.id));
    for (const { id, timestamp } of news) {
      this.taken.add(id);
      this.last = timestamp;
    }
    return news;
  }
}
