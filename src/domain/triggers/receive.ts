// Taking in an event when it may have waited before it reached the evaluator: the worker was down, the batch was long.
// It is judged at the moment the platform received it, so an absence is not raised over an event that came in time.
import type { Event } from '../events/event.js';
import type { CompiledTrigger } from './compile.js';
import { evaluateTrigger, type TriggerStep } from './evaluate.js';
import type { TriggerState } from './trigger-state.js';
import { nextWakeUs } from './wake.js';

/**
 * Evaluates a received event; what was due before it is looked at first, once. So after a long pause an absence fires
 * once and not for each window missed. Events must come in the order in which they were received.
 *
 * A live automation feeds every event by this and, at `wakeAtUs`, after the events received until then, a tick.
 *
 * @param receivedUs - when the platform took the event in, microseconds
 * @param leaderReceived - see admitEvent
 */
export function receiveEvent(
  compiled: CompiledTrigger,
  state: TriggerState,
  event: Event,
  receivedUs: number,
  leaderReceived = false,
): TriggerStep {
  const beforeUs = receivedUs - 1;
  const wakeUs = nextWakeUs(compiled, state);
  const isDue = wakeUs !== null && wakeUs <= beforeUs;
  const before = isDue ? evaluateTrigger(compiled, state, { kind: 'tick' }, beforeUs) : undefined;
  const step = evaluateTrigger(compiled, state, { kind: 'event', event, leaderReceived }, receivedUs);
  if (!before) return step;
  return {
    ...step,
    firings: [...before.firings, ...step.firings],
    childFirings: [...before.childFirings, ...step.childFirings],
  };
}
