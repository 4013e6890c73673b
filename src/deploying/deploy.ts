// Deploying from code: definitions that flow.toDeployment() gave are matched with the flows a module exports, which is
// where a flow's name and the schema of its parameters come from, and made so over the API.
import type { DeploymentPlan } from '../client/deployment-apply.js';
import type { SluiceClient } from '../client/client.js';
import type { Deployment } from '../domain/deployments.js';
import { SluiceError } from '../domain/errors.js';
import type { ServedFlow } from '../domain/flows.js';
import { readServedFlows } from '../hosting/served-flows.js';
import type { DeploymentDefinition } from '../sdk/deployment-definition.js';
import { importUserModule } from '../hosting/user-module.js';

export interface Deployed {
  /** `flow/name` */
  readonly name: string;
  readonly deployment: Deployment;
}

/**
 * Makes deployments, or changes them, to be as defined.
 *
 * @param workflowsPath - absolute path of the module that exports their flows
 * @throws `definition-invalid` for a flow that the module does not export, or a trigger that is none
 */
export async function deployDefinitions(
  client: Pick<SluiceClient, 'deployments'>,
  workflowsPath: string,
  definitions: readonly DeploymentDefinition[],
): Promise<Deployed[]> {
  const plans = await planDefinitions(workflowsPath, definitions);
  const deployed: Deployed[] = [];
  for (const plan of plans) {
    const deployment = await client.deployments.apply(plan);
    deployed.push({ name: `${plan.flow_name}/${plan.name}`, deployment });
  }
  return deployed;
}

async function planDefinitions(
  workflowsPath: string,
  definitions: readonly DeploymentDefinition[],
): Promise<DeploymentPlan[]> {
  const exported = await importUserModule(workflowsPath);
  const served = await readServedFlows(workflowsPath);
  return definitions.map((definition) => {
    const [type] = Object.entries(exported).find(([, value]) => definitionOf(value) === definition.flow) ?? [];
    const flow = served.find(
      ({ workflow_type, name }) => workflow_type === type || (type === undefined && name === definition.flow.name),
    );
    if (flow) return toPlan(definition, flow);
    const message = `The flow of the deployment '${definition.name}' is not exported by ${workflowsPath}.`;
    throw new SluiceError('definition-invalid', message);
  });
}

function definitionOf(value: unknown): unknown {
  return typeof value === 'function' && 'definition' in value ? value.definition : undefined;
}

function toPlan(definition: DeploymentDefinition, flow: ServedFlow): DeploymentPlan {
  const { collisionStrategy, jobVariables, parameters = {}, tags = [] } = definition;
  return {
    flow_name: flow.name,
    name: definition.name,
    description: definition.description ?? flow.description,
    version: definition.version ?? flow.version,
    tags: [...tags],
    parameters: { ...parameters },
    enforce_parameter_schema: definition.enforceParameterSchema ?? true,
    ...(flow.parameter_schema === null ? {} : { parameter_openapi_schema: flow.parameter_schema }),
    schedules: definition.schedules ?? [],
    triggers: definition.triggers ?? [],
    paused: definition.paused ?? false,
    work_pool_name: definition.workPoolName ?? null,
    work_queue_name: definition.workQueueName ?? null,
    job_variables: { ...jobVariables },
    concurrency_limit: definition.concurrencyLimit ?? null,
    concurrency_options: collisionStrategy === undefined ? null : { collision_strategy: collisionStrategy },
  };
}
