// The workflow of a run that has ended. Temporal finds it by its workflow id, which a foreign client may have used again
// since: then what is found is another run, and must not be taken for this one.
import { SluiceError } from '../../domain/errors.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `conflict` when a later run has the workflow id. The platform's own runs have theirs alone. */
export async function assertOwnWorkflow(
  { store }: Pick<ServiceContext, 'store'>,
  { id, workflow_id: workflowId }: FlowRun,
): Promise<void> {
  if (workflowId === null || workflowId === id) return;
  const latest = await store.flowRuns.findIdByWorkflowId(workflowId);
  if (latest === id) return;
  throw new SluiceError(
    'conflict',
    `Workflow id '${workflowId}' was used again; what this run left is no longer found.`,
    {
      details: { workflow_id: workflowId, latest_flow_run_id: latest ?? null },
    },
  );
}
