// Events of task code: sent to the platform at once, related there to the task and its run.
import { randomUUID } from 'node:crypto';
import { buildEvent, type EventToEmit } from '../domain/events/emitted-events.js';
import type { Event } from '../domain/events/event.js';
import { SluiceError } from '../domain/errors.js';
import { findTaskContext } from './task-context.js';

/**
 * Emits an event. It is durable when this resolves; the task run, its flow run, flow, deployment and tags become related
 * resources. A task that is tried again emits again, unless it gives the event an `id` of its own.
 *
 * @returns the event as sent
 * @throws SluiceError `request-invalid` naming the fields that are wrong; `payload-too-large` beyond 1,500,000 bytes;
 *   `flow-run-not-running` outside a task; `too-many-requests` or `platform-unavailable` when it could not be taken in
 */
export async function emitEvent(event: EventToEmit): Promise<Event> {
  const context = findTaskContext();
  if (!context) {
    throw new SluiceError('flow-run-not-running', 'emitEvent of sluice/activity works only inside a task.');
  }
  const built = buildEvent(event, { id: randomUUID(), occurred: new Date().toISOString() });
  const { flowRunId, taskRunId, platform } = context;
  await platform.emitEvents({ flow_run_id: flowRunId, task_run_id: taskRunId, events: [built] });
  return built;
}
