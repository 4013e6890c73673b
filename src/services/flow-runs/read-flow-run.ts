// Use case: read a flow run.
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';

/** The run with its current state. Throws `flow-run-not-found`. */
export async function readFlowRun(context: ServiceContext, id: string): Promise<FlowRun> {
  return (await requireFlowRun(context, id)).flowRun;
}
