// Batches of many runs on their way into the store, many in one transaction: while one transaction is under way others
// gather, and the next takes all of them. A statement costs nearly the same for one row as for a hundred, so a busy
// server spends a fraction of what a transaction a batch would take, and one batch alone waits for nothing.
import type { RunRecordBatch } from '../../domain/run-records.js';

const MOST_BATCHES = 64;
const MOST_RECORDS = 2000;

interface Waiting {
  readonly batch: RunRecordBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class RecordQueue {
  private waiting: Waiting[] = [];
  private writing = false;

  /** @param write - writes batches of different runs in one transaction: all of them, or none when it throws */
  constructor(private readonly write: (batches: readonly RunRecordBatch[]) => Promise<void>) {}

  /** Resolves when the batch is durable; rejects with what is wrong with it. */
  add(batch: RunRecordBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, resolve, reject });
      if (!this.writing) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) await this.writeGroup(this.takeGroup());
    this.writing = false;
  }

  /** A batch that cannot be written must not keep others from being: it is found by writing them one by one. */
  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.write(group.map(({ batch }) => batch));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const single of group) await this.writeGroup([single]);
    }
  }

  /** The next batches in order, one a run: the second of a run builds on the first. */
  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const runs = new Set<string>();
    let records = 0;
    for (const entry of this.waiting) {
      const { flow_run, records: own } = entry.batch;
      const full = group.length >= MOST_BATCHES || (group.length > 0 && records + own.length > MOST_RECORDS);
      if (full || runs.has(flow_run.id)) {
        left.push(entry);
      } else {
        group.push(entry);
        records += own.length;
      }
      runs.add(flow_run.id);
    }
    this.waiting = left;
    return group;
  }
}
