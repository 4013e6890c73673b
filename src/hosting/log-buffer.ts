// Log lines of tasks on their way to the platform: gathered, sent in batches, kept while the platform is away, and
// bounded, so that a long outage costs the oldest lines and says so instead of costing the worker its memory.
import type { LogCreate } from '../domain/logs.js';
import { isRefusal } from './refusal.js';

const FLUSH_DELAY_MS = 300;
const BATCH_LINES = 500;
const MOST_LINES = 20_000;
const RETRY_DELAY_MS = 1000;

export class LogBuffer {
  private lines: LogCreate[] = [];
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;

  /** @param send - writes lines durably; a line sent twice changes nothing */
  constructor(private readonly send: (lines: readonly LogCreate[]) => Promise<void>) {}

  /** Takes a line; it is sent soon. */
  push(line: LogCreate): void {
    if (this.lines.length >= MOST_LINES) {
      this.lines.shift();
      this.dropped += 1;
    }
    this.lines.push(line);
    this.schedule(FLUSH_DELAY_MS);
  }

  /** Sends what is there; resolves when all was sent or one attempt failed. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
    await this.sending;
  }

  private async sendAll(): Promise<void> {
    while (this.lines.length > 0) {
      // Taken out while it is under way: lines that come meanwhile must not push it aside.
      const batch = this.lines.splice(0, BATCH_LINES);
      const { dropped } = this;
      try {
        await this.sendBatch(batch);
      } catch {
        this.lines.unshift(...batch);
        this.schedule(RETRY_DELAY_MS);
        return;
      }
      this.dropped -= dropped;
    }
  }

  /** Throws when nobody could be reached. Lines that are refused for good are found one by one and given up. */
  private async sendBatch(batch: readonly LogCreate[]): Promise<void> {
    try {
      await this.send(this.withNotice(batch));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (batch.length > 1) for (const line of batch) await this.sendBatch([line]);
    }
  }

  private withNotice(batch: readonly LogCreate[]): readonly LogCreate[] {
    const first = batch[0];
    if (this.dropped === 0 || !first) return batch;
    const message = `${this.dropped} older log lines were dropped while the platform could not be reached.`;
    return [{ ...first, id: undefined, level: 30, message }, ...batch];
  }

  private schedule(delayMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, delayMs).unref();
  }
}
