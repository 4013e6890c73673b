// Use case: follow the log of a flow run: its last lines, then those that come in, in order of arrival, each once. A follower
// stands at a place and reads on from it, so there is no seam between the two, and a connection that broke goes on where
// it was.
import type { LogFilter } from '../../domain/filters/log-filter.js';
import type { Log } from '../../domain/logs.js';
import { eventFeedOf } from '../events/event-feed.js';
import { outwaitTransactions } from '../events/outwait-transactions.js';
import type { ServiceContext } from '../service-context.js';
import { logBellOf } from './log-bell.js';

const PAGE = 1000;

export interface FollowLogsOptions {
  /** A place to go on behind; or begin with so many of the lines that are there. */
  readonly from: number | { readonly last: number };
  /** How often a bare place is given while nothing comes, in milliseconds, so that the reader knows all is well. */
  readonly idleMs: number;
}

/** A line and its place; or a place alone: everything up to it was given. */
export interface FollowedLog {
  readonly position: number;
  readonly log: Log | null;
}

/**
 * Lines of the run that fit, without end. After those that are there already, and whenever nothing came for a while, a
 * bare place. Ends when the reader stops reading or the server stops.
 */
export async function* followFlowRunLogs(
  context: ServiceContext,
  flowRunId: string,
  filter: Pick<LogFilter, 'level' | 'text'>,
  { from, idleMs }: FollowLogsOptions,
): AsyncGenerator<FollowedLog, void> {
  const { logs } = context.store;
  const ofRun: LogFilter = { ...filter, operator: 'and_', flow_run_id: { any_: [flowRunId] } };
  const feed = eventFeedOf(context);
  let position = typeof from === 'number' ? from : await logs.positionBeforeLast(ofRun, from.last);
  // The first look is told of at once, so that the reader knows it has everything that was there.
  let tellAtMs = 0;
  while (!feed.isClosed) {
    const { rung, stop } = logBellOf(context.store).listen(flowRunId);
    try {
      const lines = await readSettled(context, ofRun, position, () => feed.isClosed);
      for (const { position: place, ...log } of lines) {
        position = place;
        yield { position, log };
      }
      if (lines.length === PAGE) continue;
      const nowMs = context.now().getTime();
      if (nowMs >= tellAtMs) yield { position, log: null };
      if (nowMs >= tellAtMs || lines.length > 0) tellAtMs = nowMs + idleMs;
      await rung();
    } finally {
      stop();
    }
  }
}

/** The next lines, once none can appear before them any more. */
async function readSettled(context: ServiceContext, filter: LogFilter, after: number, isClosed: () => boolean) {
  const { logs } = context.store;
  const seen = await logs.listAfter(filter, { after, limit: PAGE });
  const last = seen.at(-1);
  if (last === undefined) return [];
  await outwaitTransactions(context, isClosed);
  return logs.listAfter(filter, { after, upTo: last.position, limit: PAGE });
}
