// The records that runs close with, on their way to the platform. A run tells its worker what it closes with in the workflow
// task that closes it; they are told once Temporal has accepted that task, for until then the run may come out otherwise.
// What a worker does not get to, the reconciler delivers from the run's memo.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRecordBatch } from '../domain/run-records.js';
import { isRefusal } from './refusal.js';
import type { WorkflowTask } from './workflow-task.js';

export interface ClosingDeliveryOptions {
  /** Waits until the run is closed, and gives the records it closed with; null when this workflow task did not close it. */
  readonly accepted: (task: WorkflowTask, batch: RunRecordBatch) => Promise<RunRecordBatch | null>;
  /** Writes records durably; a batch sent twice changes nothing. */
  readonly send: (batch: RunRecordBatch) => Promise<void>;
  readonly retryDelayMs?: number;
}

/** A bound on memory while the platform is away. */
const MOST_WAITING = 2_000;
const RETRY_DELAY_MS = 1_000;
const FINISH_MS = 5_000;

export class ClosingDeliveries {
  private readonly waiting = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: ClosingDeliveryOptions) {}

  /** Takes what a run closes with, if the workflow task is accepted. */
  add(task: WorkflowTask, batch: RunRecordBatch): void {
    if (this.waiting.size >= MOST_WAITING) return;
    const delivery: Promise<void> = this.deliver(task, batch)
      .catch(() => undefined)
      .finally(() => this.waiting.delete(delivery));
    this.waiting.add(delivery);
  }

  /** Resolves when all was delivered; after five seconds the rest is left to the reconciler. */
  async finish(): Promise<void> {
    const limit = sleep(FINISH_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.waiting), limit]);
    this.stopping.abort();
  }

  private async deliver(task: WorkflowTask, batch: RunRecordBatch): Promise<void> {
    const accepted = await this.persist(() => this.options.accepted(task, batch));
    if (accepted === null) return;
    try {
      await this.persist(() => this.options.send(accepted));
    } catch (error) {
      // Refused for good: what the platform cannot take is found one by one, so that it costs no other record.
      if (accepted.records.length === 1) throw error;
      for (const record of accepted.records) {
        await this.persist(() => this.options.send({ ...accepted, records: [record] })).catch(() => undefined);
      }
    }
  }

  /** Tries until somebody answers, or the worker has stopped. */
  private async persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (isRefusal(error) || this.stopping.signal.aborted) throw error;
        await sleep(this.options.retryDelayMs ?? RETRY_DELAY_MS, undefined, { signal: this.stopping.signal });
      }
    }
  }
}
