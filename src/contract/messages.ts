// Names of what crosses Temporal between the platform and a run: updates, signals, queries, search attributes, memo.
// Both sides import them from here; a person sees the same names in the Temporal Web UI.
import type { OpenPause } from '../domain/pauses.js';
import type { FlowRunHead, RunRecord, RunRecordBatch } from '../domain/run-records.js';
import type { State } from '../domain/states.js';

/** Update and signal of the same name: the signal is the durable fallback while no worker polls. */
export const RESUME = 'resume';

export const SUSPEND_SIGNAL = 'suspend';
/** `timeout_seconds`: null waits without a limit. @default 3600 */
export interface SuspendRequest {
  readonly actor?: string | null;
  readonly pause_key?: string | null;
  readonly timeout_seconds?: number | null;
}

/** A run input on its way in: takes a RunInputMessage. */
export const INPUT_SIGNAL = 'input';

/** Tells a run that a task run of its, which waits for a slot, may go now: takes a SlotFree. A hint; the task asks. */
export const SLOT_FREE_SIGNAL = 'slot-free';
export interface SlotFree {
  readonly task_run_id: string;
}

export const STATE_QUERY = 'state';
export const PAUSE_QUERY = 'pause';
/** Answers how much of what was sent to the run it has not read yet. */
export const INBOX_QUERY = 'inbox';
export interface InboxAnswer {
  readonly unread_count: number;
  /** Characters of the values' JSON texts. */
  readonly unread_bytes: number;
}
/** Answers a Carry: what a retry of a failed run from where it failed starts with. */
export const CARRY_QUERY = 'carry';
export interface RunStateAnswer {
  readonly flow_run_id: string;
  readonly state: State;
  readonly run_count: number;
  readonly running_tasks: number;
}
export type PauseAnswer = OpenPause | null;

/** Search attributes; the comment gives Temporal's type. */
export const SEARCH_ATTRIBUTES = {
  SluiceFlow: 'Keyword',
  SluiceState: 'Keyword',
  SluiceDeployment: 'Keyword',
  SluiceTags: 'KeywordList',
  SluicePausedAt: 'Datetime',
} as const;

/** What the platform tells a run at its start, under the memo key `sluice`. A foreign client leaves it out. */
export const FLOW_RUN_MEMO = 'sluice';
export interface FlowRunMemo {
  readonly name: string;
  readonly tags: readonly string[];
  readonly deployment_id: string | null;
  readonly parent_task_run_id: string | null;
  /** The state the platform recorded before it started the workflow: PENDING or SCHEDULED. */
  readonly initial_state: State | null;
  /** Firing that led to this run, for the causal chain. */
  readonly triggered_by?: unknown;
}

/**
 * Memo key of what a run closes with: its last records, a RunRecordBatch, as durable as its end. Whoever finds a closed run
 * that has not told them delivers them.
 */
export const CLOSING_RECORDS_MEMO = 'sluice_closing_records';

/** What a run tells its worker of its record, once a workflow task. */
export interface RunNews {
  readonly flow_run_id: string;
  /** Who the run is, when this sandbox tells for the first time: then `records` are all that are not known to be durable. */
  readonly head: FlowRunHead | null;
  /** What was added, in order. */
  readonly records: readonly RunRecord[];
  /** Every record below this number is durable. */
  readonly durable_below: number;
}

/** The sink by which a run tells its worker what it records. A type, since the SDK's are index signatures. */
export type RecordSink = {
  tells(news: RunNews): void;
  closes(batch: RunRecordBatch): void;
};
export const RECORD_SINK = 'sluice';
