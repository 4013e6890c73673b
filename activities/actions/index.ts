// One entry for each type of action: a type without one does not compile.
import type { ActionType } from '../../src/domain/automations/action.js';
import type { ActionHandler, ActionInput } from './action-context.js';
import {
  cancelFlowRunAction,
  changeFlowRunStateAction,
  deleteFlowRunAction,
  resumeFlowRunAction,
  suspendFlowRunAction,
} from './flow-run-actions.js';
import { callWebhookAction, sendNotificationAction } from './outgoing-actions.js';
import { runDeploymentAction } from './run-deployment.js';
import {
  pauseAutomationAction,
  pauseDeploymentAction,
  resumeAutomationAction,
  pauseWorkPoolAction,
  pauseWorkQueueAction,
  resumeDeploymentAction,
  resumeWorkPoolAction,
  resumeWorkQueueAction,
} from './switch-actions.js';

const HANDLERS: { readonly [Type in ActionType]: ActionHandler<Type> } = {
  'do-nothing': async () => ({}),
  'run-deployment': runDeploymentAction,
  'pause-deployment': pauseDeploymentAction,
  'resume-deployment': resumeDeploymentAction,
  'cancel-flow-run': cancelFlowRunAction,
  'suspend-flow-run': suspendFlowRunAction,
  'resume-flow-run': resumeFlowRunAction,
  'delete-flow-run': deleteFlowRunAction,
  'change-flow-run-state': changeFlowRunStateAction,
  'pause-work-pool': pauseWorkPoolAction,
  'resume-work-pool': resumeWorkPoolAction,
  'pause-work-queue': pauseWorkQueueAction,
  'resume-work-queue': resumeWorkQueueAction,
  'pause-automation': pauseAutomationAction,
  'resume-automation': resumeAutomationAction,
  'send-notification': sendNotificationAction,
  'call-webhook': callWebhookAction,
};

/** Carries an action out; gives what its outcome event tells. Throws ActionFailed for good, anything else for now. */
export function performAction(input: ActionInput): Promise<Readonly<Record<string, unknown>>> {
  return (HANDLERS[input.action.type] as ActionHandler<ActionType>)(input);
}
