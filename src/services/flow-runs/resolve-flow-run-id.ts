// Use case: the flow run that an address means. A run's address has its flow run id; one that a foreign client started under
// a workflow id of its own has another id, and whoever started it knows only the workflow id: both find it.
import { UUID_FORM } from '../../domain/uuid-form.js';
import type { ServiceContext } from '../service-context.js';
import { flowRunNotFound } from './find-flow-run.js';

/**
 * The id of the run that has this id or, failing that, this workflow id; of several runs that had the workflow id one after
 * another the latest. A UUID in any case is taken for a flow run id when no workflow has it, whether or not there is a run.
 *
 * @throws `flow-run-not-found` for anything else that is no run's workflow id
 */
export async function resolveFlowRunId({ store }: Pick<ServiceContext, 'store'>, reference: string): Promise<string> {
  const canonical = reference.toLowerCase();
  if (UUID_FORM.test(canonical)) {
    // Workflow ids tell upper case from lower case, so a run may have the address as it was written.
    return canonical === reference ? reference : ((await store.flowRuns.findIdByWorkflowId(reference)) ?? canonical);
  }
  const id = await store.flowRuns.findIdByWorkflowId(reference);
  if (id === undefined) throw flowRunNotFound(reference);
  return id;
}
