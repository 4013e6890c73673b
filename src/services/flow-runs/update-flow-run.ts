// Use case: change the given fields of a flow run.
import type { FlowRunUpdate } from '../../domain/flow-runs.js';
import { SluiceError } from '../../domain/errors.js';
import { generateRunName } from '../../domain/run-names.js';
import type { ServiceContext } from '../service-context.js';
import { flowRunNotFound } from './find-flow-run.js';

/**
 * Only the given fields change, each to the whole given value. A name of null makes a new one.
 *
 * @throws `flow-run-not-found`; `conflict` for job variables of a run that is no longer scheduled
 */
export async function updateFlowRun({ store }: ServiceContext, id: string, update: FlowRunUpdate): Promise<void> {
  await store.transaction(async ({ flowRuns }) => {
    const stored = await flowRuns.lock(id);
    if (!stored) throw flowRunNotFound(id);
    const { flowRun } = stored;
    if (update.job_variables !== undefined && flowRun.state_type !== 'SCHEDULED') {
      const message = `Job variables for a flow run in state ${flowRun.state_type ?? 'NONE'} cannot be updated`;
      throw new SluiceError('conflict', message, { fields: [{ path: 'job_variables', message }] });
    }
    await flowRuns.update(id, {
      name: update.name === undefined ? undefined : update.name || generateRunName(Math.random),
      flow_version: update.flow_version,
      parameters: update.parameters,
      empirical_policy: update.empirical_policy && { ...flowRun.empirical_policy, ...update.empirical_policy },
      tags: update.tags && [...new Set(update.tags)],
      infrastructure_pid: update.infrastructure_pid,
      job_variables: update.job_variables,
    });
  });
}
