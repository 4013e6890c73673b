// Actions that switch something on or off: deployments, automations, work pools and their queues.
import { isSluiceError } from '../../src/domain/errors.js';
import { patchAutomation } from '../../src/services/automations/manage-automations.js';
import { setDeploymentPaused } from '../../src/services/deployments/manage-deployments.js';
import { setWorkPoolPaused } from '../../src/services/work-pools/manage-work-pools.js';
import { updateWorkQueue } from '../../src/services/work-pools/manage-work-queues.js';
import { ActionFailed, type ActionHandler, type FiringInput } from './action-context.js';
import { isPassing } from './flow-run-actions.js';
import { resolveTargetId } from './infer-target.js';

export const pauseDeploymentAction: ActionHandler<'pause-deployment'> = (input) =>
  switchDeployment(input, input.action.deployment_id, true);
export const resumeDeploymentAction: ActionHandler<'resume-deployment'> = (input) =>
  switchDeployment(input, input.action.deployment_id, false);
export const pauseAutomationAction: ActionHandler<'pause-automation'> = (input) =>
  switchAutomation(input, input.action.automation_id, false);
export const resumeAutomationAction: ActionHandler<'resume-automation'> = (input) =>
  switchAutomation(input, input.action.automation_id, true);

export const pauseWorkPoolAction: ActionHandler<'pause-work-pool'> = (input) =>
  switchWorkPool(input, input.action.work_pool_id, true);
export const resumeWorkPoolAction: ActionHandler<'resume-work-pool'> = (input) =>
  switchWorkPool(input, input.action.work_pool_id, false);
export const pauseWorkQueueAction: ActionHandler<'pause-work-queue'> = (input) =>
  switchWorkQueue(input, input.action.work_queue_id, true);
export const resumeWorkQueueAction: ActionHandler<'resume-work-queue'> = (input) =>
  switchWorkQueue(input, input.action.work_queue_id, false);

function switchDeployment(input: FiringInput, selected: string | null, paused: boolean) {
  const id = resolveTargetId(input, 'deployment', selected);
  return settle(`prefect.deployment.${id}`, () => setDeploymentPaused(input.services.context, id, paused));
}

function switchAutomation(input: FiringInput, selected: string | null, enabled: boolean) {
  const id = resolveTargetId(input, 'automation', selected);
  return settle(`prefect.automation.${id}`, () => patchAutomation(input.services.context, id, { enabled }));
}

async function switchWorkPool(input: FiringInput, selected: string | null, paused: boolean) {
  const id = resolveTargetId(input, 'work-pool', selected);
  const { context } = input.services;
  const details = await settle(`prefect.work-pool.${id}`, () => setWorkPoolPaused(context, id, paused));
  return { ...details, target_name: (await context.store.workPools.find(id))?.name };
}

function switchWorkQueue(input: FiringInput, selected: string | null, is_paused: boolean) {
  const id = resolveTargetId(input, 'work-queue', selected);
  return settle(`prefect.work-queue.${id}`, () => updateWorkQueue(input.services.context, id, { is_paused }));
}

async function settle(target: string, act: () => Promise<void>) {
  try {
    await act();
    return { target };
  } catch (error) {
    if (!isSluiceError(error) || isPassing(error)) throw error;
    throw new ActionFailed(error.message, { code: error.code });
  }
}
