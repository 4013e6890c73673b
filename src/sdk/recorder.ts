// The one way a run's records leave the sandbox: in order, in batches, at most one batch in flight. Only what Temporal has
// accepted may be told: a workflow task can be done again and take another way (a signal came in, the worker died). So a
// local activity, which runs before its workflow task is accepted, carries records of earlier activations alone; what
// cannot wait goes by an activity. Before the workflow continues as new it is drained; what is left when it closes is
// closed with, and delivered afterwards (closing-records.ts), so nothing is lost.
import { log, sleep, workflowInfo, type CancellationScope } from '@temporalio/workflow';
import { deriveId } from '../domain/ids.js';
import type { FlowRunHead, RunRecord } from '../domain/run-records.js';
import { callPlatform, callPlatformDurably } from './platform-call.js';

/** How long records gather before a batch is sent; a pause or the run's end sends them at once. */
const FLUSH_DELAY_MS = 250;
const BATCH_RECORDS = 200;
const BATCH_CHARACTERS = 400_000;
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
  /** How long the history was when its workflow task began. */
  readonly historyLength: number;
}

export class Recorder {
  private readonly queue: QueuedRecord[] = [];
  private urgent = false;
  /** Whether a batch is on its way. */
  private sending = false;
  /** Resolves when what is under way, and all that was added meanwhile, is durable. */
  private flushing: Promise<void> | null = null;

  /** Whether the timer of a flush runs. It is not taken back when records go earlier: the next flush is due then. */
  private timerRuns = false;
  private wake: () => void = () => undefined;

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
    return this.flushing === null;
  }

  /** Adds a record; it is sent soon. */
  push(draft: RunRecordDraft): void {
    const sequence = this.nextSequence++;
    const id = deriveId(this.run.id, 'record', sequence);
    const record = { ...draft, id, sequence };
    const { historyLength } = workflowInfo();
    this.queue.push({ record, characters: JSON.stringify(record).length, historyLength });
    this.flushing ??= this.run.shielded.run(() => this.sendAll());
  }

  /** Sends what is there now instead of waiting for more. */
  hurry(): void {
    if (this.queue.length === 0) return;
    this.urgent = true;
    this.wake();
  }

  /** Resolves when every record so far is durable, whether or not the run is being cancelled. */
  async drain(): Promise<void> {
    while (this.flushing) {
      this.hurry();
      await this.flushing;
    }
  }

  /** Resolves when no batch is on its way and the rest is little enough for the run to close with. */
  async settle(): Promise<void> {
    while (this.sending || !this.closable) {
      this.hurry();
      await this.flushing;
    }
  }

  /** Whether the run may close now, with `takeRest()`. */
  get settled(): boolean {
    return !this.sending && this.closable;
  }

  /** What has not been sent; from here on that is for whoever asked to deliver. */
  takeRest(): RunRecord[] {
    const rest = this.queue.splice(0).map(({ record }) => record);
    this.wake();
    return rest;
  }

  private get closable(): boolean {
    if (this.queue.length === 0) return true;
    if (this.queue.length > BATCH_RECORDS) return false;
    // Who the run is goes along, with its parameters.
    const head = JSON.stringify(this.run.head()).length;
    return this.queue.reduce((sum, { characters }) => sum + characters, head) <= CLOSING_CHARACTERS;
  }

  private async sendAll(): Promise<void> {
    while (this.queue.length > 0) {
      if (!this.urgent) await this.waitForMore();
      const call = this.urgent ? callPlatformDurably : callPlatform;
      this.urgent = false;
      const records = this.takeBatch(call === callPlatform);
      this.sending = true;
      try {
        if (records.length > 0) await this.send(records, call);
      } catch (error) {
        // Refused for good: the run is worth more than its record. What the platform cannot take is found one by one.
        if (records.length === 1) reportRefused(records, error);
        else for (const record of records) await this.send([record], call).catch(reportRefused.bind(null, [record]));
      }
      this.sending = false;
    }
    this.flushing = null;
  }

  /** Resolves when the flush is due, or when records cannot wait. */
  private waitForMore(): Promise<void> {
    if (!this.timerRuns) {
      this.timerRuns = true;
      void sleep(FLUSH_DELAY_MS, { summary: 'gather records' }).then(() => {
        this.timerRuns = false;
        this.wake();
      });
    }
    return new Promise((resolve) => (this.wake = resolve));
  }

  private send(records: readonly RunRecord[], call: typeof callPlatform): Promise<void> {
    return call('sluiceRecordRun', { flow_run: this.run.head(), records: [...records] });
  }

  private takeBatch(acceptedOnly: boolean): RunRecord[] {
    const { historyLength } = workflowInfo();
    let characters = 0;
    let count = 0;
    for (const entry of this.queue.slice(0, BATCH_RECORDS)) {
      if (acceptedOnly && entry.historyLength >= historyLength) break;
      characters += entry.characters;
      if (count > 0 && characters > BATCH_CHARACTERS) break;
      count += 1;
    }
    return this.queue.splice(0, count).map(({ record }) => record);
  }
}

function reportRefused(records: readonly RunRecord[], error: unknown): void {
  log.error('The platform refused a record of this run.', { record: records[0]?.id, error: String(error) });
}
