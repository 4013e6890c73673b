// Use case: the whole log of a flow run, line after line, in little memory.
import type { Log } from '../../domain/logs.js';
import type { ServiceContext } from '../service-context.js';

/** All lines of the run in order; none for an unknown run. */
export function streamFlowRunLogs({ store }: ServiceContext, flowRunId: string): AsyncIterable<Log> {
  return store.logs.stream(flowRunId);
}
