// What an automation does when it fires, as documents with the reference's wire names. Only their form is here; what
// each action does is an activity. Kinds are told apart by `type` alone, so `{}` is refused; unknown keys are ignored.
import { z } from 'zod';
import { stateTypeSchema } from '../states.js';
import { secondsSchema } from '../triggers/lenient-numbers.js';

export const DEFAULT_NOTIFICATION_SUBJECT = 'Sluice automated notification';

const resourceIdSchema = z.guid().transform((id) => id.toLowerCase());
const targetIdSchema = resourceIdSchema.nullable().default(null);
/** `selected`: the target is named here; `inferred`: it is found in the triggering event. */
const sourceSchema = z.enum(['selected', 'inferred']).default('selected');

type TargetField = 'deployment_id' | 'work_pool_id' | 'work_queue_id' | 'automation_id';

function checkTarget(field: TargetField) {
  return (action: { source: string } & { [name in TargetField]?: string | null }, context: z.RefinementCtx): void => {
    const given = (action[field] ?? null) !== null;
    if (given === (action.source === 'selected')) return;
    const message = given ? 'must be left out when source is "inferred"' : 'is required when source is "selected"';
    context.addIssue({ code: 'custom', path: [field], message });
  };
}

const runDeploymentSchema = z
  .object({
    type: z.literal('run-deployment'),
    source: sourceSchema,
    deployment_id: targetIdSchema,
    /** Templates are rendered; see templates/. */
    parameters: z.record(z.string(), z.unknown()).nullable().default(null),
    job_variables: z.record(z.string(), z.unknown()).nullable().default(null),
    /** Seconds from the firing to the scheduled start. */
    schedule_after: secondsSchema.refine((seconds) => seconds >= 0, 'expected 0 seconds or more').default(0),
  })
  .superRefine(checkTarget('deployment_id'));

const deploymentTarget = { source: sourceSchema, deployment_id: targetIdSchema };
const workPoolTarget = { source: sourceSchema, work_pool_id: targetIdSchema };
const workQueueTarget = { source: sourceSchema, work_queue_id: targetIdSchema };
const automationTarget = { source: sourceSchema, automation_id: targetIdSchema };

const changeFlowRunStateSchema = z.object({
  type: z.literal('change-flow-run-state'),
  name: z.string().nullable().default(null),
  state: stateTypeSchema,
  message: z.string().nullable().default(null),
  force: z.boolean().default(false),
});

const sendNotificationSchema = z.object({
  type: z.literal('send-notification'),
  block_document_id: resourceIdSchema,
  subject: z.string().default(DEFAULT_NOTIFICATION_SUBJECT),
  body: z.string(),
});

const callWebhookSchema = z.object({
  type: z.literal('call-webhook'),
  block_document_id: resourceIdSchema,
  /** A document instead of text is kept as its JSON, indented by two spaces. */
  payload: z
    .union([z.string(), z.record(z.string(), z.unknown()), z.null()])
    .default('')
    .transform((payload) => (typeof payload === 'string' ? payload : payload ? JSON.stringify(payload, null, 2) : '')),
});

export const actionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('do-nothing') }),
  runDeploymentSchema,
  z.object({ type: z.literal('pause-deployment'), ...deploymentTarget }).superRefine(checkTarget('deployment_id')),
  z.object({ type: z.literal('resume-deployment'), ...deploymentTarget }).superRefine(checkTarget('deployment_id')),
  z.object({ type: z.literal('cancel-flow-run') }),
  z.object({ type: z.literal('suspend-flow-run') }),
  z.object({ type: z.literal('resume-flow-run') }),
  z.object({ type: z.literal('delete-flow-run') }),
  changeFlowRunStateSchema,
  z.object({ type: z.literal('pause-work-pool'), ...workPoolTarget }).superRefine(checkTarget('work_pool_id')),
  z.object({ type: z.literal('resume-work-pool'), ...workPoolTarget }).superRefine(checkTarget('work_pool_id')),
  z.object({ type: z.literal('pause-work-queue'), ...workQueueTarget }).superRefine(checkTarget('work_queue_id')),
  z.object({ type: z.literal('resume-work-queue'), ...workQueueTarget }).superRefine(checkTarget('work_queue_id')),
  z.object({ type: z.literal('pause-automation'), ...automationTarget }).superRefine(checkTarget('automation_id')),
  z.object({ type: z.literal('resume-automation'), ...automationTarget }).superRefine(checkTarget('automation_id')),
  sendNotificationSchema,
  callWebhookSchema,
]);
/** Any action, defaults filled in. */
export type Action = z.infer<typeof actionSchema>;
export type ActionInput = z.input<typeof actionSchema>;
export type ActionType = Action['type'];
/** An action of one type: `ActionOf<'run-deployment'>`. */
export type ActionOf<Type extends ActionType> = Extract<Action, { type: Type }>;
