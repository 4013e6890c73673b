// A metric trigger at work: Triggered when the value has been out of bounds without a break for `firing_for`, Resolved
// when it has been back for as long. A range without any run says nothing: it breaks both waits and changes no alarm.
import type { Event } from '../events/event.js';
import { coversEvent, type MetricNode } from './compile.js';
import { eventTimeUs } from './event-clock.js';
import { addSample, dropOldCells, metricValue, oldestLeavesUs, readSample } from './metric-samples.js';
import type { FireNode, StepContext } from './step-context.js';
import type { MetricState, TriggerState } from './trigger-state.js';

/** Reads an event into the metric and judges the value anew. */
export function takeMetricEvent(
  context: StepContext,
  node: MetricNode,
  event: Event,
  occurredUs: number,
  fire: FireNode,
): void {
  if (!coversEvent(node, event)) return;
  // The horizon, not the event time alone: the event itself may have set that back, and no earlier tick must matter.
  const { clock } = context.state;
  takeMetricTime(context, node, Math.max(clock.horizonUs, eventTimeUs(clock, context.nowUs)), fire);
  const metric = metricOf(context.state, node);
  const sample = readSample(node, metric, event, occurredUs);
  if (sample === null) return;
  addSample(node, metric, sample, occurredUs);
  metric.lastEvent = event.id;
  dropOldCells(node, metric, metric.advancedToUs);
  judge(node, metric, metric.advancedToUs);
}

/** Lets event time pass: cells leave one after the other and waits run out, each at its own moment. */
export function takeMetricTime(context: StepContext, node: MetricNode, atUs: number, fire: FireNode): void {
  // Before the first event nobody knows how far behind events are.
  if (context.state.clock.newestUs === null) return;
  const metric = metricOf(context.state, node);
  const nextChangeUs = () => Math.min(oldestLeavesUs(node, metric), waitEndsUs(node, metric));
  for (let nextUs = nextChangeUs(); nextUs <= atUs; nextUs = nextChangeUs()) {
    metric.advancedToUs = Math.max(metric.advancedToUs, nextUs);
    if (waitEndsUs(node, metric) <= nextUs) announce(context, node, metric, nextUs, fire);
    dropOldCells(node, metric, nextUs);
    judge(node, metric, nextUs);
  }
  metric.advancedToUs = Math.max(metric.advancedToUs, atUs);
}

/**
 * The next moment in event time at which somebody has to look: a wait runs out, or the value goes over the bound because
 * old runs leave the range. Infinity when neither is to come.
 */
export function metricDueUs(node: MetricNode, state: TriggerState): number {
  const metric = metricOf(state, node);
  const rest: MetricState = { ...metric, cells: [...metric.cells] };
  const standing = standingOf(node, metric);
  let changeUs = Infinity;
  while (rest.cells.length > 0 && changeUs === Infinity) {
    const leavesUs = oldestLeavesUs(node, rest);
    dropOldCells(node, rest, leavesUs);
    if (standingOf(node, rest) !== standing) changeUs = leavesUs;
  }
  return Math.min(changeUs, waitEndsUs(node, metric));
}

/** True when a value is out of the bounds that the trigger sets. */
export function isBreached({ trigger }: MetricNode, value: number): boolean {
  const { operator, threshold } = trigger.metric;
  switch (operator) {
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
  }
}

function judge(node: MetricNode, metric: MetricState, atUs: number): void {
  const standing = standingOf(node, metric);
  metric.breachedSinceUs = standing === 'breached' ? (metric.breachedSinceUs ?? atUs) : null;
  metric.recoveredSinceUs = standing === 'within' ? (metric.recoveredSinceUs ?? atUs) : null;
}

function standingOf(node: MetricNode, metric: MetricState): 'breached' | 'within' | 'unknown' {
  const value = metricValue(metric);
  if (value === null) return 'unknown';
  return isBreached(node, value) ? 'breached' : 'within';
}

function announce(context: StepContext, node: MetricNode, metric: MetricState, atUs: number, fire: FireNode): void {
  metric.alarmed = !metric.alarmed;
  fire(context, node, {
    state: metric.alarmed ? 'Triggered' : 'Resolved',
    key: [],
    event: metric.lastEvent,
    events: metric.lastEvent === null ? [] : [metric.lastEvent],
    atUs,
    value: metricValue(metric) ?? undefined,
  });
}

function waitEndsUs({ trigger }: MetricNode, metric: MetricState): number {
  const sinceUs = metric.alarmed ? metric.recoveredSinceUs : metric.breachedSinceUs;
  return sinceUs === null ? Infinity : sinceUs + trigger.metric.firing_for * 1_000_000;
}

function metricOf({ metrics }: TriggerState, { path }: MetricNode): MetricState {
  return metrics[path] as MetricState;
}
