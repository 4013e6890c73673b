// Names and documents that cross Temporal between the platform and automations: the workflow of an automation, the
// workflow of a firing, their signals and queries, and the activities of the system worker.
import type { Action } from '../domain/automations/action.js';
import type { ReceivedEvent } from '../domain/events/event.js';
import type { TriggerExplanation } from '../domain/triggers/explain.js';
import type { Firing, TriggerState } from '../domain/triggers/trigger-state.js';
import type { Trigger } from '../domain/triggers/trigger.js';

/** The task queue of the system worker, which runs beside the server. */
export const SYSTEM_TASK_QUEUE = 'sluice-system';
export const AUTOMATION_WORKFLOW = 'automation';
export const FIRING_WORKFLOW = 'firing';

/** The workflow id of an automation: one workflow each, or one a shard. */
export function automationWorkflowId(automationId: string, shard = 0): string {
  return shard === 0 ? `automation-${automationId}` : `automation-${automationId}-${shard}`;
}

/** The workflow id of a firing: it happens once. */
export function firingWorkflowId(firingId: string): string {
  return `firing-${firingId}`;
}

/** Events for the automation, in the order in which they were received. */
export const EVENTS_SIGNAL = 'events';
/** The automation was edited: takes an AutomationDefinition. */
export const DEFINE_SIGNAL = 'define';
/** The automation was disabled or deleted: it ends, and what it has under way is cancelled. */
export const STOP_SIGNAL = 'stop';
export const EXPLAIN_QUERY = 'explain';

/** What the automation's workflow evaluates and what its firings carry out. */
export interface AutomationDefinition {
  readonly id: string;
  readonly name: string;
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly actions_on_resolve: readonly Action[];
  /** Since when it evaluates, ISO 8601; a trigger that is edited starts afresh. */
  readonly since: string;
  /** Over how many workflows its keys are split, and which of them (0, 1, ...) this one is. */
  readonly shards: number;
  readonly shard: number;
}

/** What an automation carries through continue-as-new. */
export interface AutomationCarry {
  readonly state: TriggerState;
  readonly now_us: number;
  readonly open_firings: readonly string[];
  readonly recent_firings: readonly RecentFiring[];
  /** Moments of the firings of the last minute, epoch milliseconds. */
  readonly budget: readonly number[];
  readonly withheld: readonly WithheldFiring[];
  /** Firings that have yet to be started. */
  readonly pending: readonly FiringRequest[];
  /** Left out by versions before it was there. */
  readonly state_lost?: LostState | null;
}

/** After an upgrade what a trigger had gathered could not be read, so it began afresh. */
export interface LostState {
  /** From when on events count again, ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

export interface RecentFiring {
  readonly id: string;
  readonly triggered: string;
  readonly state: Firing['state'];
  readonly labels: Readonly<Record<string, string>>;
  readonly event: string | null;
}

/** An absence that was not acted on: asked again, it turned out that what was awaited had come. */
export interface WithheldFiring {
  readonly triggered: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reason: string;
}

export interface AutomationExplanation {
  readonly automation_id: string;
  /** False: it is switched off, and hears nothing. */
  readonly enabled: boolean;
  readonly since: string;
  /** How the trigger stands; of an automation that is split, all its workflows taken together. */
  readonly explanation: TriggerExplanation;
  /** The oldest first. */
  readonly recent_firings: readonly RecentFiring[];
  readonly withheld: readonly WithheldFiring[];
  /** Null: nothing was ever lost. */
  readonly state_lost: LostState | null;
}

/** Absences about to be acted on, to be looked at once more. */
export interface AbsenceCheck {
  readonly trigger: Trigger;
  /** Since when the automation evaluates, ISO 8601: what was received before is none of its concern. */
  readonly since: string;
  readonly firings: readonly Firing[];
}

/** The argument of a firing's workflow. */
export interface FiringRequest {
  readonly id: string;
  readonly automation: AutomationDefinition;
  readonly firing: Firing;
  /** How many firings led to this one, itself included. */
  readonly depth: number;
}

/** One action of a firing, to be done once whatever happens. */
export interface ActionRequest extends FiringRequest {
  /** Place in the firing's list of actions, those of `actions` first. */
  readonly index: number;
  readonly action: Action;
  /** `actions_on_trigger` and `actions_on_resolve` see the automation's own event as the triggering one. */
  readonly list: 'actions' | 'actions_on_trigger' | 'actions_on_resolve';
  /** Sent along wherever the target takes one: the same for every attempt. */
  readonly idempotency_key: string;
}

export interface ActionOutcome {
  readonly status: 'executed' | 'failed';
  /** Why it failed. */
  readonly reason: string | null;
  /** What was done, as the action's event tells it. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface SystemActivities {
  /** Whether every event received up to this instant (ISO 8601) has been routed to its automations. */
  sluiceRoutedUpTo(until: string): Promise<boolean>;
  /** For each firing: why it is not to be acted on, or null when it stands. */
  sluiceConfirmAbsences(check: AbsenceCheck): Promise<(string | null)[]>;
  /** Records the firing and emits `prefect.automation.triggered` or `.resolved`. */
  sluiceBeginFiring(request: FiringRequest): Promise<void>;
  /** Carries an action out, records the attempt and emits what came of it. Throws to be tried again. */
  sluiceRunAction(request: ActionRequest): Promise<ActionOutcome>;
  /** Records that an action failed for good. */
  sluiceFailAction(request: ActionRequest, reason: string): Promise<void>;
  /** Records the firing's end. */
  sluiceEndFiring(firingId: string, status: 'completed' | 'failed' | 'cancelled'): Promise<void>;
  /** Disables an automation that fires too often or feeds itself, and says so by an event. */
  sluiceStopAutomation(automationId: string, reason: string): Promise<void>;
}

/** An event as the router hands it to an automation. */
export interface AutomationEvent extends ReceivedEvent {
  /** The event it follows was received before: there is nothing to wait for. */
  readonly leader_received?: boolean;
}
