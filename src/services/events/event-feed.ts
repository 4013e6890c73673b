// What one server's followers of events share: how far the log is settled, and the events of the last step, so that a
// log that grows is read once and not once a follower. The log's positions are given out before a transaction commits;
// so a position that is missing may yet appear, and the feed stands before it until every transaction that could hold it
// has ended.
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueuedEvent } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { outwaitTransactions } from './outwait-transactions.js';

const READ_AT_ONCE = 250;
/** Other servers on the same database write as well, and tell nobody. */
const POLL_MS = 500;

export class EventFeed {
  /** Everything up to here can be read and will not change. */
  position = 0;
  private recent: readonly QueuedEvent[] = [];
  private recentFrom = 0;
  private followers = 0;
  private closed = false;
  private running: Promise<void> | undefined;
  private wakeReader: () => void = () => undefined;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly context: ServiceContext) {}

  /** Begins to follow; `position` stands at the end of the log when it resolves. Returns how to stop. */
  async join(): Promise<() => void> {
    this.followers += 1;
    try {
      if (!this.running) {
        this.running = this.start();
        this.running.catch(() => (this.running = undefined));
      }
      await this.running;
    } catch (error) {
      this.followers -= 1;
      throw error;
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.followers -= 1;
      this.wakeReader();
    };
  }

  /** Events after a position up to the settled one, if they are at hand; undefined when the log has to be read. */
  recentAfter(position: number): readonly QueuedEvent[] | undefined {
    if (position < this.recentFrom) return undefined;
    return this.recent.filter((event) => event.position > position);
  }

  /** Resolves true once something is settled beyond a position, false after a time without; false at once when closed. */
  async waitBeyond(position: number, timeoutMs: number): Promise<boolean> {
    if (this.position > position || this.closed) return this.position > position;
    const timer = new AbortController();
    let wake = () => undefined as void;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.waiting.add(wake);
    await Promise.race([woken, pause(timeoutMs, timer.signal)]);
    this.waiting.delete(wake);
    timer.abort();
    return this.position > position;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Ends everybody's following. */
  close(): void {
    this.closed = true;
    this.wakeReader();
    this.waiting.forEach((wake) => wake());
  }

  private async start(): Promise<void> {
    const last = await this.context.store.events.lastPosition();
    await outwaitTransactions(this.context, () => this.closed);
    this.position = last;
    [this.recent, this.recentFrom] = [[], this.position];
    void this.run();
  }

  private async run(): Promise<void> {
    let woken = false;
    const unlisten = this.context.store.listenForEvents(() => {
      woken = true;
      this.wakeReader();
    });
    let failed = false;
    while (this.followers > 0 && !this.closed) {
      woken = false;
      try {
        while (await this.step());
        failed = false;
      } catch (error) {
        if (!failed) this.context.log.warn({ err: error }, 'events cannot be read for now; streams wait');
        failed = true;
      }
      if (woken && !failed) continue;
      const timer = new AbortController();
      const called = new Promise<void>((resolve) => (this.wakeReader = resolve));
      await Promise.race([called, pause(POLL_MS, timer.signal)]);
      timer.abort();
    }
    unlisten();
    this.running = undefined;
  }

  /** Reads on; true if there may be more. */
  private async step(): Promise<boolean> {
    const { events } = this.context.store;
    let rows = await events.readAfter(this.position, READ_AT_ONCE);
    if (rows.length === 0) return false;
    if ((rows[0] as QueuedEvent).position > this.position + 1) {
      await outwaitTransactions(this.context, () => this.closed);
      rows = await events.readAfter(this.position, READ_AT_ONCE);
    }
    const settled = untilNextGap(rows);
    this.recentFrom = this.position;
    this.recent = settled;
    this.position = settled.at(-1)?.position ?? this.position;
    this.waiting.forEach((wake) => wake());
    return true;
  }
}

/** The first rows that follow each other without a gap. */
function untilNextGap(rows: readonly QueuedEvent[]): readonly QueuedEvent[] {
  const gap = rows.findIndex(
    (row, index) => index > 0 && row.position !== (rows[index - 1] as QueuedEvent).position + 1,
  );
  return gap < 0 ? rows : rows.slice(0, gap);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

const feeds = new WeakMap<object, EventFeed>();

/** The feed of a context's store. */
export function eventFeedOf(context: ServiceContext): EventFeed {
  let feed = feeds.get(context.store);
  if (!feed) feeds.set(context.store, (feed = new EventFeed(context)));
  return feed;
}
