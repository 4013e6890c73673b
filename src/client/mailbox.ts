// The mailbox of a client: what flow runs answer it, in order, over one stream for all receivers. The stream is open while
// somebody waits and a moment longer, so that a program that is done has nothing to close.
import { SluiceError } from '../domain/errors.js';
import { backoffMs } from './backoff.js';
import { readServerSentEvents } from './event-lines.js';
import { sleep } from './sleep.js';
import type { Transport } from './transport.js';

/** An input as it lies in the mailbox; its value is parsed JSON. */
export interface MailboxEntry {
  readonly key: string;
  readonly value: unknown;
  readonly sender: string | null;
}

type Fits = (entry: MailboxEntry) => boolean;

const LINGER_MS = 250;
const FIRST_DELAY_MS = 200;
/** Inputs that no receiver has asked for are read ahead up to here; the rest stays with the server. */
const MOST_READ_AHEAD = 1000;
const MOST_KEYS_AT_ONCE = 500;

export class Mailbox {
  private readonly entries: MailboxEntry[] = [];
  private readonly received: string[] = [];
  private readonly watchers = new Set<() => void>();
  private waiting = 0;
  private lastEventId = '0';
  private connection: AbortController | null = null;
  private acknowledging = false;
  private failure: unknown;
  /** How many connections have told that they gave everything that was there. */
  private rounds = 0;

  constructor(
    private readonly transport: Transport,
    private readonly id: string,
  ) {}

  /** Takes the first input that fits out of the mailbox, if it is here already. */
  takeNow(fits: Fits): MailboxEntry | undefined {
    const index = this.entries.findIndex(fits);
    if (index < 0) return undefined;
    const [entry] = this.entries.splice(index, 1) as [MailboxEntry];
    this.received.push(entry.key);
    void this.acknowledge();
    this.tell();
    return entry;
  }

  /** Waits for an input that fits and takes it. Throws the signal's reason, or the server's refusal. */
  async take(fits: Fits, signal: AbortSignal): Promise<MailboxEntry> {
    return this.watch(signal, () => this.takeNow(fits));
  }

  /** Resolves when everything that lies with the server at this moment is here, as far as there is room. */
  async catchUp(signal: AbortSignal): Promise<void> {
    const before = this.rounds;
    this.connection?.abort();
    await this.watch(signal, () => this.rounds > before || this.entries.length >= MOST_READ_AHEAD || undefined);
  }

  /** Waits, with the stream open, until something is found. */
  private async watch<T>(signal: AbortSignal, find: () => T | undefined): Promise<T> {
    this.waiting += 1;
    try {
      for (;;) {
        // Looked for first: what is taken out must never be lost to an abort.
        const found = find();
        if (found !== undefined) return found;
        signal.throwIfAborted();
        this.connect();
        await this.news(signal);
        if (this.failure !== undefined) throw this.failure as Error;
      }
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) setTimeout(() => this.waiting === 0 && this.connection?.abort(), LINGER_MS);
    }
  }

  private news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.watchers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.watchers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** For receivers that have come to know more about what they look for. */
  lookAgain(): void {
    this.tell();
  }

  private tell(): void {
    for (const wake of [...this.watchers]) wake();
  }

  private connect(): void {
    if (this.connection) return;
    this.failure = undefined;
    const connection = (this.connection = new AbortController());
    void this.read(connection).then(
      () => this.disconnected(connection),
      (error: unknown) => {
        if (!connection.signal.aborted) this.failure = error;
        this.disconnected(connection);
      },
    );
  }

  private disconnected(connection: AbortController): void {
    if (this.connection === connection) this.connection = null;
    this.tell();
  }

  /** Reads until it is told to stop, over as many connections as it takes. Throws what no waiting mends. */
  private async read({ signal }: AbortController): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const headers = { 'last-event-id': this.lastEventId };
        const path = `/mailboxes/${this.id}/stream`;
        const body = await this.transport.open({ method: 'GET', path, headers, signal });
        for await (const { id, data } of readServerSentEvents(body)) {
          if (signal.aborted) return;
          failures = 0;
          this.lastEventId = id ?? this.lastEventId;
          if (data === '') this.rounds += 1;
          else this.entries.push(parseEntry(data));
          this.tell();
          while (this.entries.length >= MOST_READ_AHEAD && !signal.aborted) await this.news(signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SluiceError && error.code !== 'platform-unavailable') throw error;
      }
      await sleep(backoffMs(failures + 1, FIRST_DELAY_MS, Math.random), signal).catch(() => undefined);
    }
  }

  /** Tells the server what was received, so that it keeps it no longer; what could not be told is told with the next. */
  private async acknowledge(): Promise<void> {
    if (this.acknowledging) return;
    this.acknowledging = true;
    try {
      // What is taken in one go is told in one go.
      await Promise.resolve();
      while (this.received.length > 0) {
        const keys = this.received.slice(0, MOST_KEYS_AT_ONCE);
        const path = `/mailboxes/${this.id}/acknowledge`;
        await this.transport.send({ method: 'POST', path, body: { keys }, repeatable: true });
        this.received.splice(0, keys.length);
      }
    } catch {
      // They stay in the list. A server that hears of none keeps them until the mailbox is full, and says so to senders.
    } finally {
      this.acknowledging = false;
    }
  }
}

function parseEntry(data: string): MailboxEntry {
  const { key, value, sender } = JSON.parse(data) as { key: string; value: string; sender: string | null };
  return { key, value: JSON.parse(value) as unknown, sender };
}
