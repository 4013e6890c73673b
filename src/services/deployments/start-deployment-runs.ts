// Use case: start several runs of a deployment by one request. Each is made or refused by itself, so that one that does not
// fit keeps none of the others back.
import type { DeploymentFlowRunCreate } from '../../domain/deployments.js';
import { isSluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { requireDeployment } from './read-deployments.js';
import { startDeploymentRun } from './run-deployment.js';

export interface StartedRun {
  /** Null: there is none. */
  readonly flow_run_id: string | null;
  readonly status: 'CREATED' | 'FAILED';
  /** Why there is none. */
  readonly error: string | null;
}

/** What became of each, in their order. Throws `not-found` without the deployment. */
export async function startDeploymentRuns(
  context: ServiceContext,
  deploymentId: string,
  requests: readonly DeploymentFlowRunCreate[],
): Promise<StartedRun[]> {
  await requireDeployment(context, deploymentId);
  const results: StartedRun[] = [];
  for (const request of requests) {
    try {
      const { flowRun } = await startDeploymentRun(context, deploymentId, request);
      results.push({ flow_run_id: flowRun.id, status: 'CREATED', error: null });
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      results.push({ flow_run_id: null, status: 'FAILED', error: error.message });
    }
  }
  return results;
}
