// Events of flow code: into the run's record, so that they reach the platform in order with the run's states, and are
// durable before the run ends. A pass that runs again emits the same event under the same id, which changes nothing.
import { buildEvent, type EventToEmit } from '../domain/events/emitted-events.js';
import type { Event } from '../domain/events/event.js';
import { deriveId } from '../domain/ids.js';
import { hashJson } from '../domain/json-hash.js';
import { currentExecution, currentRun } from './current-run.js';

/**
 * Emits an event. The flow run, its flow, deployment and tags become related resources where it is taken in.
 *
 * @returns the event as sent, for `follows` of a later one
 * @throws SluiceError `request-invalid` naming the fields that are wrong; `payload-too-large` beyond 1,500,000 bytes;
 *   `flow-run-not-running` outside a flow
 */
export function emitEvent(event: EventToEmit): Event {
  const run = currentRun('emitEvent');
  const execution = currentExecution(run);
  const { event: name, resource, related = [], payload = {} } = event;
  const call = execution.nextTaskCall('@event');
  const id = deriveId(run.id, 'event', call, hashJson([name, resource, related, payload]));
  const built = buildEvent(event, { id, occurred: run.nextTimestamp() });
  if (!execution.abandoned) run.recorder.push({ type: 'event', event: built });
  return built;
}
