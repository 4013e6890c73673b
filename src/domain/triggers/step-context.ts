// What the parts of one step share: the trigger, its state and what has fired. Apart so that leaves, composites and
// metrics can report firings without importing each other.
import type { CompiledTrigger, TriggerNode } from './compile.js';
import type { DueQueue } from './due-queue.js';
import type { Firing, TriggerState } from './trigger-state.js';

export interface StepContext {
  readonly compiled: CompiledTrigger;
  readonly state: TriggerState;
  readonly due: readonly DueQueue[];
  /** Wall clock, microseconds. */
  readonly nowUs: number;
  readonly firings: Firing[];
  readonly childFirings: Firing[];
}

/** What a node reports when it fires; the rest of the firing is filled in by whoever takes it. */
export interface NodeFiring {
  readonly key: readonly string[];
  readonly event: string | null;
  readonly events: readonly string[];
  readonly atUs: number;
  readonly state?: Firing['state'];
  readonly value?: number;
  readonly children?: readonly Firing[];
}

/** Takes a node's firing: hands it to the parent, or, from the root, out. */
export type FireNode = (context: StepContext, node: TriggerNode, firing: NodeFiring) => void;
