// Use case: start a run of a deployment that flow code names as people do, `flow/name`, or by its id.
import type { DeploymentRunRequest, DeploymentRunStarted } from '../../contract/platform.js';
import { SluiceError } from '../../domain/errors.js';
import { isUuid } from '../../domain/ids.js';
import type { ServiceContext } from '../service-context.js';
import { readDeploymentByName } from './read-deployments.js';
import { createDeploymentRun } from './run-deployment.js';

/** Starts the run; asked again with the same key, gives the first. Throws `not-found`, errors of createDeploymentRun. */
export async function runNamedDeployment(
  context: ServiceContext,
  { deployment, parameters, tags, name, idempotency_key, scheduled_time, parent_task_run_id }: DeploymentRunRequest,
): Promise<DeploymentRunStarted> {
  const id = isUuid(deployment) ? deployment.toLowerCase() : await idByName(context, deployment);
  const details = scheduled_time === null ? {} : { state_details: { scheduled_time } };
  const { flowRun } = await createDeploymentRun(context, id, {
    state: { type: 'SCHEDULED', ...details },
    name,
    parameters: { ...parameters },
    tags: [...tags],
    context: {},
    idempotency_key,
    parent_task_run_id,
  });
  return { flow_run_id: flowRun.id, name: flowRun.name };
}

async function idByName(context: ServiceContext, deployment: string): Promise<string> {
  const [flow, name, ...more] = deployment.split('/');
  if (flow && name && more.length === 0) return (await readDeploymentByName(context, flow, name)).id;
  throw new SluiceError('not-found', `Expected a deployment as 'flow/name' or by its id, got '${deployment}'.`);
}
