// What a run carries from one Temporal run to the next (continue-as-new on suspension, retry from a failure): plain
// JSON, the second workflow argument. Everything a suspended run still knows is here.
import type { FlowRunPolicy } from '../domain/flow-runs.js';
import type { RunInputMessage } from '../domain/inputs.js';
import type { PauseLedger } from '../domain/pause-ledger.js';
import type { State } from '../domain/states.js';

/** A finished task call: it answers again only for arguments with the same hash. */
export interface RememberedTask {
  readonly arguments_hash: string;
  readonly result: unknown;
}

export interface CarriedInput extends RunInputMessage {
  readonly sequence: number;
  readonly read: boolean;
  readonly size: number;
}

interface CallCut {
  readonly prologue: Readonly<Record<string, number>>;
  readonly base: Readonly<Record<string, number>>;
}

/** Who counts, the number up to which all its inputs came, and the numbers of those that came beyond. */
export type CarriedDeliveries = readonly (readonly [string, number, readonly number[]])[];

export interface Carry {
  readonly flow_run_id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly deployment_id: string | null;
  readonly parent_task_run_id: string | null;
  /** When the flow run first started, ISO 8601. */
  readonly created: string;
  /** Attempts so far. */
  readonly run_count: number;
  /** The next record's sequence. */
  readonly sequence: number;
  readonly state: State;
  readonly policy: FlowRunPolicy;
  readonly pauses: PauseLedger;
  /** Finished tasks by `task key` + `-` + count of calls before. */
  readonly tasks: Readonly<Record<string, RememberedTask>>;
  /** Subflow runs under way, by their call's key. */
  readonly subflows: Readonly<Record<string, string>>;
  readonly inbox: {
    readonly entries: readonly CarriedInput[];
    readonly next_sequence: number;
    readonly dropped_keys: readonly string[];
  };
  /** Left out by a run that began with an older version. */
  readonly deliveries?: CarriedDeliveries;
  /** Where passes begin since the run continued as new between two inputs; null before: at the first line and input. */
  readonly roll_over: {
    readonly receiver_places: readonly (readonly [number, number])[];
    /** Waits for inputs that came to nothing before it; left out by a run that began with an older version. */
    readonly timed_out?: readonly (readonly [number, number])[];
    readonly call_origin: CallCut & { readonly earlier?: readonly CallCut[] };
  } | null;
  /** What a suspended run's timeout gives instead of failing; null: it fails. */
  readonly on_timeout: { readonly value: unknown } | null;
}
