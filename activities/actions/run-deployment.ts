// The action that starts a run of a deployment: selected or inferred, with rendered parameters, exactly once however often
// it is tried, since the run's idempotency key is the action's.
import { CAUSAL_DEPTH_LABEL, CAUSED_BY_LABEL } from '../../src/domain/events/causal-chain.js';
import { isSluiceError } from '../../src/domain/errors.js';
import { fitTextParameters } from '../../src/domain/templates/deployment-parameters.js';
import { HydrationError } from '../../src/domain/templates/hydrate.js';
import { TemplateError } from '../../src/domain/templates/template-error.js';
import { requireDeployment } from '../../src/services/deployments/manage-deployments.js';
import { createDeploymentRun } from '../../src/services/deployments/run-deployment.js';
import { ActionFailed, type ActionHandler, type ActionInput } from './action-context.js';
import { isPassing } from './flow-run-actions.js';
import { resolveTargetId } from './infer-target.js';
import { templateContext } from './template-context.js';

type Input = ActionInput<'run-deployment'>;

export const runDeploymentAction: ActionHandler<'run-deployment'> = async (input) => {
  const { action, request, services } = input;
  const { context } = services;
  const deploymentId = resolveTargetId(input, 'deployment', action.deployment_id);
  try {
    const parameters = fitTextParameters(
      await renderParameters(input),
      (await requireDeployment(context, deploymentId)).body.parameter_openapi_schema,
    );
    const scheduledTime = new Date(Date.parse(request.firing.triggered) + action.schedule_after * 1000).toISOString();
    const { flowRun } = await createDeploymentRun(
      context,
      deploymentId,
      {
        parameters,
        context: {},
        tags: [],
        job_variables: action.job_variables,
        idempotency_key: `automation ${request.automation.id}, action ${request.index}, invocation ${request.idempotency_key}`,
        state: { type: 'SCHEDULED', state_details: { scheduled_time: scheduledTime } },
        labels: { [CAUSAL_DEPTH_LABEL]: String(request.depth), [CAUSED_BY_LABEL]: request.id },
      },
      { id: request.automation.id, type: 'AUTOMATION', display_value: request.automation.name },
    );
    return { target: `prefect.deployment.${deploymentId}`, flow_run_id: flowRun.id, flow_run_name: flowRun.name };
  } catch (error) {
    if (error instanceof HydrationError || error instanceof TemplateError) {
      throw new ActionFailed(`Unable to create flow run from deployment: ${error.message}`);
    }
    if (!isSluiceError(error) || isPassing(error)) throw error;
    const wording = error.code === 'parameters-invalid' ? "Validation error occurred for 'run-deployment' - " : '';
    throw new ActionFailed(`${wording}${error.message}`, { code: error.code });
  }
};

async function renderParameters(input: Input): Promise<Record<string, unknown>> {
  const { parameters } = input.action;
  if (parameters === null) return {};
  const action = await templateContext(input, [JSON.stringify(parameters)]);
  return (await input.services.templates.hydrate({
    parameters,
    context: { action },
    workspaceVariables: action.variables ?? {},
    upgrade: true,
  })) as Record<string, unknown>;
}
