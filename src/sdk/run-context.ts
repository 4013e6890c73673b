// What flow code may know of the run it is: its id, name and the like. Apart because reading it changes nothing.
import { currentRun } from './current-run.js';

export interface FlowRunContext {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** Attempts so far. */
  readonly runCount: number;
  readonly deploymentId: string | null;
}

/** The flow run that calls. Throws `flow-run-not-running` outside a flow. */
export function getRunContext(): { readonly flowRun: FlowRunContext } {
  const { id, name, flowName, parameters, tags, runCount, deploymentId } = currentRun('getRunContext');
  return { flowRun: { id, name, flowName, parameters, tags, runCount, deploymentId } };
}
