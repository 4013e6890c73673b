// The records of runs under way, on their way to the platform. A run tells its worker at the end of each workflow task what
// it added; it is sent once Temporal has accepted that task, for until then the run may go another way. None of this is in
// the run's history, and none of it is promised: what a worker does not get to, the run sends itself after a while
// (sdk/recorder.ts). A worker with much to do tells less often and of more at once.
import type { RunNews } from '../contract/messages.js';
import type { FlowRunHead, RunRecord, RunRecordBatch } from '../domain/run-records.js';
import { isRefusal } from './refusal.js';
import type { WorkflowTask } from './workflow-task.js';

export interface ProgressDeliveryOptions {
  /** Whether Temporal has accepted a workflow task; null while it is not known. */
  readonly accepted: (task: WorkflowTask) => Promise<boolean | null>;
  /** Writes records durably; a batch sent twice changes nothing. */
  readonly send: (batch: RunRecordBatch) => Promise<void>;
  /** How long records gather. @default 250 */
  readonly delayMs?: number;
}

interface ToldRun {
  readonly head: FlowRunHead;
  /** The last workflow task that told something. */
  task: WorkflowTask;
  /** In order, without a gap, from the first that is not known to be durable. */
  records: RunRecord[];
  toldBelow: number;
  acceptedBelow: number;
  sentBelow: number;
  /** How often in a row it was not known whether its last workflow task was accepted. */
  doubts: number;
}

const DELAY_MS = 250;
const AT_ONCE = 4;
const BATCH_RECORDS = 200;
/** Bounds on memory, and on asking in vain. */
const MOST_RUNS = 2_000;
const MOST_DOUBTS = 20;

export class ProgressDeliveries {
  private readonly runs = new Map<string, ToldRun>();
  /** When to see to a run, by its id. */
  private readonly dueAtMs = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping = false;
  private stopped = false;

  constructor(private readonly options: ProgressDeliveryOptions) {}

  /** Takes what a workflow task added to its run's record. */
  add(task: WorkflowTask, news: RunNews): void {
    const run = this.runFor(task, news);
    if (!run) return;
    // The same sandbox goes on only after a workflow task that was accepted.
    if (task.historyLength > run.task.historyLength) run.acceptedBelow = run.toldBelow;
    run.task = task;
    run.sentBelow = Math.max(run.sentBelow, news.durable_below);
    run.records = [...run.records.filter(({ sequence }) => sequence >= run.sentBelow), ...news.records];
    run.toldBelow = (run.records.at(-1)?.sequence ?? run.sentBelow - 1) + 1;
    this.schedule(news.flow_run_id);
  }

  /** The run is over: the rest is delivered as what it closed with. */
  forget(flowRunId: string): void {
    this.runs.delete(flowRunId);
    this.dueAtMs.delete(flowRunId);
  }

  /** What of a batch that a run sends itself has not been delivered from here. */
  undelivered({ flow_run, records }: RunRecordBatch): RunRecord[] {
    const sentBelow = this.runs.get(flow_run.id)?.sentBelow ?? 0;
    return records.filter(({ sequence }) => sequence >= sentBelow);
  }

  /** Tells nothing any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private runFor(task: WorkflowTask, { flow_run_id: id, head, durable_below }: RunNews): ToldRun | undefined {
    const known = this.runs.get(id);
    if (!head) return known;
    const sentBelow = Math.max(known?.sentBelow ?? 0, durable_below);
    const run = { head, task, records: [], toldBelow: sentBelow, acceptedBelow: sentBelow, sentBelow, doubts: 0 };
    this.runs.delete(id);
    this.runs.set(id, run);
    const [oldest] = this.runs.keys();
    if (this.runs.size > MOST_RUNS && oldest !== undefined) this.forget(oldest);
    return run;
  }

  private schedule(id: string, delayMs = this.options.delayMs ?? DELAY_MS): void {
    const run = this.runs.get(id);
    if (this.stopped || !run || run.sentBelow >= run.toldBelow) return;
    if (!this.dueAtMs.has(id)) this.dueAtMs.set(id, Date.now() + delayMs);
    if (!this.sweeping) this.timer ??= setTimeout(() => void this.sweep(), delayMs).unref();
  }

  /** Sees to the runs that are due, a few at a time, and comes back for the others. */
  private async sweep(): Promise<void> {
    this.sweeping = true;
    this.timer = undefined;
    const now = Date.now();
    const due = [...this.dueAtMs].filter(([, atMs]) => atMs <= now).map(([id]) => id);
    const lane = async () => {
      for (let id = due.shift(); id !== undefined && !this.stopped; id = due.shift()) await this.deliver(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    this.sweeping = false;
    const next = Math.min(...this.dueAtMs.values());
    if (this.stopped || next === Infinity) return;
    this.timer = setTimeout(() => void this.sweep(), Math.max(next - Date.now(), 0)).unref();
  }

  private async deliver(id: string): Promise<void> {
    this.dueAtMs.delete(id);
    const run = this.runs.get(id);
    if (!run) return;
    try {
      if (run.acceptedBelow > run.sentBelow || (await this.isAccepted(id, run))) await this.sendAccepted(id, run);
      if (this.runs.get(id) === run) this.schedule(id);
    } catch (error) {
      if (this.runs.get(id) !== run) return;
      // What is refused for good the run finds itself, one by one.
      if (isRefusal(error)) this.forget(id);
      else this.schedule(id, 4 * (this.options.delayMs ?? DELAY_MS));
    }
  }

  private async isAccepted(id: string, run: ToldRun): Promise<boolean> {
    const { task, toldBelow } = run;
    const accepted = await this.options.accepted(task);
    if (this.runs.get(id) !== run) return false;
    run.doubts = accepted === null ? run.doubts + 1 : 0;
    if (accepted === false || run.doubts > MOST_DOUBTS) this.forget(id);
    if (accepted) run.acceptedBelow = Math.max(run.acceptedBelow, toldBelow);
    return accepted === true;
  }

  private async sendAccepted(id: string, run: ToldRun): Promise<void> {
    const records = run.records
      .filter(({ sequence }) => sequence >= run.sentBelow && sequence < run.acceptedBelow)
      .slice(0, BATCH_RECORDS);
    const last = records.at(-1);
    if (!last) return;
    await this.options.send({ flow_run: run.head, records });
    run.sentBelow = Math.max(run.sentBelow, last.sequence + 1);
  }
}
