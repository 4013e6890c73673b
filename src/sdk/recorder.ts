// The one way a run's records leave the sandbox: in order, in batches, at most one batch in flight. Only what Temporal has
// accepted may be told: a workflow task can be done again and take another way (a signal came in, the worker died). The
// worker, which hears of every record, tells the platform of those that were accepted (hosting/progress-deliveries.ts) at no
// cost to the run. The run itself sees to it that nothing is lost: what has waited long, is much, or cannot wait goes by an
// activity. A local activity would be cheaper, but runs before its workflow task is accepted; to tell what is accepted by the
// length of history does not hold on replay, where workflow tasks that a query split are one. Before the workflow
// continues as new the recorder is drained; what is left when it closes is closed with, and delivered afterwards
// (record-news.ts).
import { log, sleep, type CancellationScope } from '@temporalio/workflow';
import type { RunNews } from '../contract/messages.js';
import { deriveId } from '../domain/ids.js';
import type { FlowRunHead, RunRecord } from '../domain/run-records.js';
import { callPlatformDurably } from './platform-call.js';

/** How long records may wait for the worker to tell them; a pause or a suspension sends them at once. */
const FLUSH_DELAY_MS = 10_000;
const BATCH_RECORDS = 200;
const BATCH_CHARACTERS = 400_000;
/** How much a run keeps before it is sent at once. */
const KEPT_CHARACTERS = 200_000;
/** What a run may close with: a memo is shown in lists of workflows, and must stay below what goes to the payload store. */
const CLOSING_CHARACTERS = 32_000;

/** A record without what the recorder adds. */
export type RunRecordDraft = RunRecord extends infer R
  ? R extends RunRecord
    ? Omit<R, 'id' | 'sequence'>
    : never
  : never;

/** What the recorder needs of its run. */
interface RecordedRun {
  readonly id: string;
  /** Where the engine's own waits go on although the run is being cancelled. */
  readonly shielded: CancellationScope;
  /** Who the run is, sent with each batch. */
  head(): FlowRunHead;
}

interface QueuedRecord {
  readonly record: RunRecord;
  /** Of its JSON text. */
  readonly characters: number;
}

export class Recorder {
  private readonly queue: QueuedRecord[] = [];
  /** Of all in the queue. */
  private characters = 0;
  /** The batch on its way. */
  private inFlight: readonly RunRecord[] = [];
  /** Records below this number are to be sent now. */
  private dueBelow = 0;
  /** Resolves when what is to be sent now is durable. */
  private sending: Promise<void> | null = null;
  /** Whether the timer of a flush runs. It is not taken back when records go earlier: the next flush is due then. */
  private timerRuns = false;
  /** Where what the worker has not heard begins, and what it heard to be durable; null before this sandbox told it anything. */
  private told: { readonly below: number; readonly durableBelow: number } | null = null;

  /** @param nextSequence - where numbering goes on after a continue-as-new */
  constructor(
    private readonly run: RecordedRun,
    private nextSequence: number,
  ) {}

  get sequence(): number {
    return this.nextSequence;
  }

  /** Whether every record so far is durable. */
  get idle(): boolean {
    return this.sending === null && this.queue.length === 0;
  }

  /** Adds a record; it is sent soon. */
  push(draft: RunRecordDraft): void {
    const sequence = this.nextSequence++;
    const id = deriveId(this.run.id, 'record', sequence);
    const record = { ...draft, id, sequence };
    const { length: characters } = JSON.stringify(record);
    this.queue.push({ record, characters });
    this.characters += characters;
    this.startTimer();
    if (this.characters > KEPT_CHARACTERS) this.hurry();
  }

  /** Sends what is there now instead of waiting for more. */
  hurry(): void {
    if (this.queue.length === 0) return;
    this.dueBelow = this.nextSequence;
    this.sending ??= this.run.shielded.run(() => this.sendDue());
  }

  /** Resolves when every record so far is durable, whether or not the run is being cancelled. */
  async drain(): Promise<void> {
    while (!this.idle) {
      this.hurry();
      await this.sending;
    }
  }

  /** Resolves when no batch is on its way and the rest is little enough for the run to close with. */
  async settle(): Promise<void> {
    while (!this.settled) {
      if (!this.sending) this.hurry();
      await this.sending;
    }
  }

  /** Whether the run may close now, with `takeRest()`. */
  get settled(): boolean {
    return this.sending === null && this.closable;
  }

  /** What has not been sent; from here on that is for whoever asked to deliver, and no news. */
  takeRest(): RunRecord[] {
    this.told = null;
    return this.take(this.queue.length);
  }

  /** What the worker has not heard of yet, at the end of a workflow task; null when there is nothing. */
  takeNews(): RunNews | null {
    const { told, nextSequence } = this;
    const first = this.inFlight[0] ?? this.queue[0]?.record;
    const durableBelow = first?.sequence ?? nextSequence;
    const below = told?.below ?? durableBelow;
    if (below === nextSequence && durableBelow === (told?.durableBelow ?? durableBelow)) return null;
    this.told = { below: nextSequence, durableBelow };
    const kept = [...this.inFlight, ...this.queue.map(({ record }) => record)];
    return {
      flow_run_id: this.run.id,
      head: told ? null : this.run.head(),
      records: kept.slice(Math.max(below - durableBelow, 0)),
      durable_below: durableBelow,
    };
  }

  private get closable(): boolean {
    if (this.queue.length === 0) return true;
    if (this.queue.length > BATCH_RECORDS) return false;
    // Who the run is goes along, with its parameters.
    return this.characters + JSON.stringify(this.run.head()).length <= CLOSING_CHARACTERS;
  }

  private async sendDue(): Promise<void> {
    // What is added in the same breath goes along.
    await Promise.resolve();
    while ((this.queue[0]?.record.sequence ?? Infinity) < this.dueBelow) {
      const records = this.takeBatch();
      this.inFlight = records;
      try {
        await this.tell(records);
      } catch (error) {
        // Refused for good: the run is worth more than its record. What the platform cannot take is found one by one.
        if (records.length === 1) reportRefused(records, error);
        else for (const record of records) await this.tell([record]).catch(reportRefused.bind(null, [record]));
      }
      this.inFlight = [];
    }
    this.sending = null;
    if (this.queue.length > 0) this.startTimer();
  }

  private startTimer(): void {
    if (this.timerRuns) return;
    this.timerRuns = true;
    void this.run.shielded.run(async () => {
      await sleep(FLUSH_DELAY_MS, { summary: 'gather records' });
      this.timerRuns = false;
      this.hurry();
    });
  }

  private tell(records: readonly RunRecord[]): Promise<void> {
    return callPlatformDurably('sluiceRecordRun', { flow_run: this.run.head(), records: [...records] });
  }

  private takeBatch(): RunRecord[] {
    let characters = 0;
    let count = 0;
    for (const entry of this.queue.slice(0, BATCH_RECORDS)) {
      characters += entry.characters;
      if (count > 0 && characters > BATCH_CHARACTERS) break;
      count += 1;
    }
    return this.take(count);
  }

  private take(count: number): RunRecord[] {
    return this.queue.splice(0, count).map(({ record, characters }) => {
      this.characters -= characters;
      return record;
    });
  }
}

function reportRefused(records: readonly RunRecord[], error: unknown): void {
  log.error('The platform refused a record of this run.', { record: records[0]?.id, error: String(error) });
}
