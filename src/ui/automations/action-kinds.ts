// The kinds of actions with their fields, in the order they are asked for, and what a new one starts with.
import type { ActionInput } from '../../domain/automations/action.js';
import type { DraftAction } from './draft.js';

type ActionType = ActionInput['type'];

/** Fields that name a target, which may also be the one in the event. */
export const TARGET_FIELDS = ['deployment_id', 'work_pool_id', 'work_queue_id', 'automation_id'] as const;
export type TargetField = (typeof TARGET_FIELDS)[number];

export const ACTION_FIELDS: Readonly<Record<ActionType, readonly string[]>> = {
  'cancel-flow-run': [],
  'suspend-flow-run': [],
  'resume-flow-run': [],
  'delete-flow-run': [],
  'change-flow-run-state': ['state', 'name', 'message', 'force'],
  'run-deployment': ['deployment_id', 'parameters', 'schedule_after'],
  'pause-deployment': ['deployment_id'],
  'resume-deployment': ['deployment_id'],
  'send-notification': ['block_document_id', 'subject', 'body'],
  'call-webhook': ['block_document_id', 'payload'],
  'pause-work-pool': ['work_pool_id'],
  'resume-work-pool': ['work_pool_id'],
  'pause-work-queue': ['work_queue_id'],
  'resume-work-queue': ['work_queue_id'],
  'pause-automation': ['automation_id'],
  'resume-automation': ['automation_id'],
  'do-nothing': [],
};

/** Tells a kind that is known from what somebody wrote. */
export function isActionType(type: unknown): type is ActionType {
  return typeof type === 'string' && Object.hasOwn(ACTION_FIELDS, type);
}

const NOTIFICATION = {
  subject: 'Run {{ flow_run.name }} is {{ flow_run.state.name }}',
  body: 'Flow {{ flow.name }}, run {{ flow_run.name }}: {{ flow_run.state.message }}\n{{ flow_run|ui_url }}',
};

/** A new action: targets are the event's where there can be one, texts a template to start from. */
export function newAction(type: ActionType): DraftAction {
  const [field] = ACTION_FIELDS[type];
  if (type === 'run-deployment') return { type, source: 'selected', deployment_id: null, parameters: {} };
  if (type === 'send-notification') return { type, ...NOTIFICATION };
  if (type === 'change-flow-run-state') return { type, state: 'CANCELLED', name: null, message: null };
  return TARGET_FIELDS.some((target) => target === field) ? { type, source: 'inferred' } : { type };
}
