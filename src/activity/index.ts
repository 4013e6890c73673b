// What task code imports as `sluice/activity`: an explicit list of names. Tasks are plain functions; these are for those
// that log, take long or fail with data.
export { DateTimeBlock, JSONBlock, loadBlock, Secret, StringBlock, Variable } from './blocks.js';
export { emitEvent } from './emit-event.js';
export { getRunLogger, type TaskLogger } from './run-logger.js';
export { cancellationSignal } from '@temporalio/activity';
export { heartbeat, heartbeatDetails } from './heartbeat.js';
export type { EventToEmit } from '../domain/events/emitted-events.js';
export type { Event } from '../domain/events/event.js';
export { SluiceError } from '../domain/errors.js';
export { Fail, Skip, Succeed, type StateSignalOptions } from '../contract/state-signals.js';
