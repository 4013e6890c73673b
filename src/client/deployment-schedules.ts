// The calls about schedules of deployments.
import type {
  DeploymentSchedule,
  DeploymentScheduleInput,
  DeploymentScheduleUpdate,
} from '../domain/schedules/schedule.js';
import type { DeploymentReference } from './deployment-reference.js';
import type { Transport } from './transport.js';

export interface SchedulesClient {
  /** The newest first. */
  list(deployment: DeploymentReference): Promise<DeploymentSchedule[]>;
  /** Adds schedules; one that `replaces` another's slug takes its place. Throws `conflict` for a slug that is taken. */
  create(
    deployment: DeploymentReference,
    ...schedules: readonly DeploymentScheduleInput[]
  ): Promise<DeploymentSchedule[]>;
  /** Throws `not-found`. */
  update(
    deployment: DeploymentReference,
    scheduleId: string,
    changes: Partial<DeploymentScheduleUpdate>,
  ): Promise<void>;
  /** Deletes a schedule with the runs it has planned. Throws `not-found`. */
  delete(deployment: DeploymentReference, scheduleId: string): Promise<void>;
}

/**
 * The calls over a transport.
 *
 * @param pathOf - where a deployment is in the API
 */
export function createSchedulesClient(
  transport: Transport,
  pathOf: (deployment: DeploymentReference) => Promise<string>,
): SchedulesClient {
  const pathOfOne = async (deployment: DeploymentReference, id: string) =>
    `${await pathOf(deployment)}/schedules/${encodeURIComponent(id)}`;
  return {
    async list(deployment) {
      const path = `${await pathOf(deployment)}/schedules`;
      return (await transport.send<DeploymentSchedule[]>({ method: 'GET', path })).document;
    },
    async create(deployment, ...schedules) {
      const path = `${await pathOf(deployment)}/schedules`;
      return (await transport.send<DeploymentSchedule[]>({ method: 'POST', path, body: schedules })).document;
    },
    async update(deployment, id, body) {
      await transport.send({ method: 'PATCH', path: await pathOfOne(deployment, id), body, repeatable: true });
    },
    async delete(deployment, id) {
      await transport.send({ method: 'DELETE', path: await pathOfOne(deployment, id) });
    },
  };
}
