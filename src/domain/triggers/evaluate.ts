// One step of a trigger: an event comes in, or time passes. The same function serves the live automation, the simulation
// and the recorded cases; they differ only in when they let time pass.
//
// `evaluateTrigger` looks pure and is deterministic, but it works on the state given to it: an event touches one bucket
// of maybe 100,000, and copying the rest would cost more than everything else. So use only the state it answers with.
// What is derived (which bucket is due when) lies beside the state object and is built again for a state read from JSON.
import { parseInstantUs } from '../instants.js';
import type { Event } from '../events/event.js';
import type { CompiledTrigger } from './compile.js';
import { fireNode, forgetChildren } from './composites.js';
import { dueIndexOf } from './due-index.js';
import { advanceClock, eventTimeUs, raiseHorizon } from './event-clock.js';
import { forgetWindows, takeEvent, takeTime } from './event-leaf.js';
import { admitEvent, markSeen, MAX_FOLLOWERS_IN_A_ROW, releaseFollowers, releaseLost } from './event-order.js';
import { takeMetricEvent, takeMetricTime } from './metric-leaf.js';
import type { StepContext } from './step-context.js';
import type { Firing, TriggerState } from './trigger-state.js';
import { nextWakeUs } from './wake.js';

export type TriggerInput =
  /** An event is received. `leaderReceived`: see admitEvent. */
  | { readonly kind: 'event'; readonly event: Event; readonly leaderReceived?: boolean }
  /** Time has passed. */
  | { readonly kind: 'tick' };

export interface TriggerStep {
  readonly state: TriggerState;
  /** Firings of the root: each runs the actions once. */
  readonly firings: readonly Firing[];
  /** Firings of inner triggers, in the order in which they happened. */
  readonly childFirings: readonly Firing[];
  /** Wall clock, microseconds: when a tick will change something next; null when only an event can. */
  readonly wakeAtUs: number | null;
}

/**
 * Evaluates an event or the passing of time. Never throws for events that fit eventSchema.
 *
 * @param atUs - wall clock, microseconds since 1970; a moment before that of the last step counts as that moment
 */
export function evaluateTrigger(
  compiled: CompiledTrigger,
  state: TriggerState,
  input: TriggerInput,
  atUs: number,
): TriggerStep {
  const nowUs = Math.max(atUs, state.clock.nowUs);
  state.clock.nowUs = nowUs;
  const due = dueIndexOf(compiled, state);
  const context: StepContext = { compiled, state, due, nowUs, firings: [], childFirings: [] };
  if (input.kind === 'event') {
    forget(context);
    takeIn(context, input.event, input.leaderReceived);
  } else {
    passTime(context);
    handleInOrder(context, releaseLost(state, nowUs));
  }
  return { state, firings: context.firings, childFirings: context.childFirings, wakeAtUs: nextWakeUs(compiled, state) };
}

/** An event that is held moves the clock all the same: it was seen. */
function takeIn(context: StepContext, event: Event, leaderReceived?: boolean): void {
  const { state, nowUs } = context;
  const admission = admitEvent(state, event, nowUs, leaderReceived);
  if (admission === 'evaluate') handleInOrder(context, [event]);
  if (admission === 'held') advanceClock(state.clock, parseInstantUs(event.occurred), nowUs);
}

/** Handles events, each directly followed by those that waited for it. */
function handleInOrder(context: StepContext, events: readonly Event[]): void {
  const queue = events.map((event) => ({ event, depth: 0 }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { event, depth } = next;
    handle(context, event);
    if (depth >= MAX_FOLLOWERS_IN_A_ROW) continue;
    queue.unshift(...releaseFollowers(context.state, event.id).map((event) => ({ event, depth: depth + 1 })));
  }
}

function handle(context: StepContext, event: Event): void {
  const { compiled, state, nowUs } = context;
  const occurredUs = parseInstantUs(event.occurred);
  markSeen(state, event.id, nowUs);
  advanceClock(state.clock, occurredUs, nowUs);
  if (nowUs < state.createdUs) return;
  for (const node of compiled.nodes) {
    if (node.kind === 'event') takeEvent(context, node, event, occurredUs, fireNode);
    else if (node.kind === 'metric') takeMetricEvent(context, node, event, occurredUs, fireNode);
  }
}

function passTime(context: StepContext): void {
  const { compiled, state, nowUs } = context;
  raiseHorizon(state.clock, nowUs);
  if (nowUs < state.createdUs) return;
  const atUs = eventTimeUs(state.clock, nowUs);
  for (const node of compiled.nodes) {
    if (node.kind === 'event' && node.trigger.posture === 'Proactive') takeTime(context, node, atUs, fireNode);
    else if (node.kind === 'metric') takeMetricTime(context, node, atUs, fireNode);
  }
}

/**
 * Forgets what no event may count into any more. Only the horizon decides, at an event, so it makes no difference how
 * often time was passed before; absences are never forgotten but only judged.
 */
function forget(context: StepContext): void {
  const horizonUs = raiseHorizon(context.state.clock, context.nowUs);
  for (const node of context.compiled.nodes) {
    if (node.kind === 'composite') forgetChildren(context, node, horizonUs);
    else if (node.kind === 'event' && node.trigger.posture === 'Reactive') forgetWindows(context, node, horizonUs);
  }
}
