// Deploying: a deployment is made, or changed, to be what is described, with its flow and its triggers. The triggers are
// automations that the deployment owns; each time they are replaced, and they go with the deployment.
import type { Deployment, DeploymentUpdate } from '../domain/deployments.js';
import { SluiceError, type FieldError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import { triggerSchema } from '../domain/triggers/trigger.js';
import { withClientDefaults } from '../domain/triggers/trigger-shape.js';
import type { DeploymentScheduleInput } from '../domain/schedules/schedule.js';
import type { Transport } from './transport.js';

/** A trigger of a deployment: a trigger, and what the run that it starts is given. */
export interface DeploymentTrigger {
  /** @default the deployment's name and a number */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** Templates are rendered with the event; see the documentation of automations. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly job_variables?: Readonly<Record<string, unknown>> | undefined;
  /** Seconds from the firing to the start of the run. */
  readonly schedule_after?: number | undefined;
  readonly [field: string]: unknown;
}

export interface DeploymentPlan extends Omit<DeploymentUpdate, 'schedules'> {
  readonly flow_name: string;
  readonly name: string;
  /** Left out, the schedules stay as they are. */
  readonly schedules?: readonly DeploymentScheduleInput[] | undefined;
  /** Left out, the deployment has none. */
  readonly triggers?: readonly DeploymentTrigger[] | undefined;
}

/**
 * Makes it so. Nothing is sent when a trigger is none.
 *
 * @throws `definition-invalid` naming the trigger's fields; `not-found` for a work pool that is not there
 */
export async function applyDeployment(transport: Transport, plan: DeploymentPlan): Promise<Deployment> {
  const { flow_name, triggers = [], ...body } = plan;
  const automations = triggers.map((trigger, index) => toAutomation(plan.name, trigger, index));
  const flow = { method: 'POST', path: '/flows/', body: { name: flow_name }, repeatable: true } as const;
  const { document: known } = await transport.send<{ readonly id: string }>(flow);
  const { document: deployment } = await transport.send<Deployment>({
    method: 'POST',
    path: '/deployments/',
    body: { ...body, flow_id: known.id },
    repeatable: true,
  });
  const owner = `prefect.deployment.${deployment.id}`;
  await transport.send({ method: 'DELETE', path: `/automations/owned-by/${owner}` });
  for (const { run, ...automation } of automations) {
    const action = { type: 'run-deployment', source: 'selected', deployment_id: deployment.id, ...run };
    const document = { ...automation, actions: [action], owner_resource: owner };
    await transport.send({ method: 'POST', path: '/automations/', body: document });
  }
  return deployment;
}

function toAutomation(deploymentName: string, given: DeploymentTrigger, index: number) {
  const { name, description, enabled, parameters, job_variables, schedule_after, ...rest } = given;
  const trigger = withClientDefaults(rest);
  const parsed = triggerSchema.safeParse(trigger);
  if (!parsed.success) {
    const fields = fieldErrorsOf(parsed.error).map(({ path, message }): FieldError => ({
      path: `triggers[${index}]${path === '' ? '' : `.${path}`}`,
      message,
    }));
    throw new SluiceError('definition-invalid', `A trigger is not valid: ${describeFields(fields)}`, { fields });
  }
  return {
    name: name ?? `${deploymentName}__automation_${index + 1}`,
    description: description ?? '',
    enabled: enabled ?? true,
    trigger,
    run: {
      parameters: parameters ?? null,
      job_variables: job_variables ?? null,
      ...(schedule_after === undefined ? {} : { schedule_after }),
    },
  };
}
